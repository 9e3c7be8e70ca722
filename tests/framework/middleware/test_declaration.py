from typing import Any

import pytest

from fireweed.middleware import Middleware
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.apps import answering


class Tagging:
    def __init__(self, app: ASGIApp, tag: str, *, strict: bool = False) -> None:
        self.app, self.tag, self.strict = app, tag, strict

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


def tagging(app: ASGIApp, /, tag: str) -> ASGIApp:
    return Tagging(app, tag)


def test_unpacks_into_what_the_stack_calls() -> None:
    app = answering()
    cls, args, kwargs = Middleware(Tagging, "a", strict=True)

    made = cls(app, *args, **kwargs)

    assert (made.app, made.tag, made.strict) == (app, "a", True)


@pytest.mark.parametrize(
    ("middleware", "text"),
    [
        (Middleware(Tagging, "a", strict=True), "Middleware(Tagging, 'a', strict=True)"),
        (Middleware(tagging, tag="a"), "Middleware(tagging, tag='a')"),
    ],
    ids=["class", "function"],
)
def test_shows_what_it_is(middleware: Middleware[Any], text: str) -> None:
    assert repr(middleware) == text
