"""Whether a callable takes what it will be given; its name and place are tested where they are used most,
tests/framework/endpoint/test_signature.py."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial, wraps
from typing import Any

import pytest

from fireweed.callables import find_misfit


def take(app: object, *, origins: tuple[str, ...] = ()) -> None: ...


class Taking:
    def __init__(self, app: object, secret: str) -> None: ...


async def generate(app: object, secret: str) -> AsyncIterator[None]:
    yield


def add_argument(function: Any) -> Any:
    @wraps(function)
    def call(app: object) -> Any:
        return function(app, "a")

    return call


@pytest.mark.parametrize(
    ("call", "args", "kwargs"),
    [
        pytest.param(take, (1,), {}, id="function"),
        pytest.param(add_argument(Taking), (1,), {}, id="decorator that adds an argument"),
        pytest.param(asynccontextmanager(add_argument(Taking)), (1,), {}, id="within a context manager"),
        pytest.param(take, (1,), {"origins": ()}, id="keyword"),
        pytest.param(Taking, (1, "a"), {}, id="class"),
        pytest.param(partial(take, origins=()), (1,), {}, id="partial"),
        pytest.param(lambda *_, **__: None, (1, 2), {"any": 3}, id="anything"),
        pytest.param(5, (1,), {}, id="nothing is known"),
    ],
)
def test_nothing_is_wrong(call: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    assert find_misfit(call, args, kwargs) is None


@pytest.mark.parametrize(
    ("call", "args", "kwargs", "reason"),
    [
        pytest.param(take, (), {}, "missing a required argument: 'app'.", id="too few"),
        pytest.param(take, (1, 2), {}, "too many positional arguments.", id="too many"),
        pytest.param(Taking, (1,), {}, "missing a required argument: 'secret'.", id="class"),
        pytest.param(
            asynccontextmanager(generate), (1,), {}, "missing a required argument: 'secret'.", id="context manager"
        ),
        pytest.param(
            take,
            (1,),
            {"orgins": ()},
            "got an unexpected keyword argument 'orgins'. Did you mean 'origins'?",
            id="misspelt",
        ),
        pytest.param(take, (1,), {"xyz": 1}, "got an unexpected keyword argument 'xyz'.", id="unknown"),
    ],
)
def test_says_why_not(call: Any, args: tuple[Any, ...], kwargs: dict[str, Any], reason: str) -> None:
    assert find_misfit(call, args, kwargs) == reason
