"""Routes that say which one was found, and the short way to ask a router."""

from collections.abc import Iterable
from typing import Any

from fireweed.exceptions import NoMatchFound
from fireweed.http.url import URLPath
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse
from fireweed.routes import BaseRoute, Match, Route
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.asgi import AsgiRecorder, call, http_scope


def endpoint_answering(text: str) -> Any:
    """An endpoint that answers `text` and the parameters of the path."""

    async def endpoint(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{text} {request.path_params}")

    return endpoint


def route(path: str, text: str | None = None, **options: Any) -> Route:
    """A route that answers `text`, by default its path, and the parameters of the path."""
    return Route(path, endpoint_answering(text or path), **options)


async def get(router: ASGIApp, path: str, **options: Any) -> AsgiRecorder:
    """Ask `router` for `path`; `options` are those of `http_scope`."""
    return await call(router, http_scope("GET", path, **options))


class HeaderRoute(BaseRoute):
    """Looks at a header, and at no path."""

    def __init__(self, text: str, match: Match = Match.FULL) -> None:
        self.text, self.match = text, match

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        wanted = (b"x-route", self.text.encode()) in scope["headers"]
        return (self.match, {"endpoint": self.text}) if wanted else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(self.text)(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        if name != self.text:
            raise NoMatchFound(name, path_params)
        return URLPath("/by-header")


class Group(BaseRoute):
    """Stands for other routes."""

    def __init__(self, routes: list[BaseRoute]) -> None:
        self.routes = routes

    def expand(self) -> Iterable[BaseRoute]:
        return self.routes
