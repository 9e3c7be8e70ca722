"""ASGI's types, as https://asgi.readthedocs.io/en/latest/specs/main.html names them, and the aliases built on them."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import AbstractAsyncContextManager
from types import UnionType as UnionType
from typing import Any, Literal, TypeVar

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

RawHeaders = list[tuple[bytes, bytes]]

AppType = TypeVar("AppType")
StatelessLifespan = Callable[[AppType], AbstractAsyncContextManager[None]]
StatefulLifespan = Callable[[AppType], AbstractAsyncContextManager[Mapping[str, Any]]]
Lifespan = StatelessLifespan[AppType] | StatefulLifespan[AppType]

HTTPExceptionHandler = Callable[[Any, Any], Any]
"""`handler(request, exception) -> Response`, asynchronous or not."""
WebSocketExceptionHandler = Callable[[Any, Any], Any]
"""`handler(websocket, exception)`, asynchronous or not; it may also return nothing."""
ExceptionHandler = HTTPExceptionHandler | WebSocketExceptionHandler

ErrorFormat = Literal["detail", "problem"]
"""How an application answers errors: `{"detail": ...}`, or problem details (RFC 9457)."""

DecoratedCallable = TypeVar("DecoratedCallable", bound=Callable[..., Any])

DependencyCacheKey = tuple[Callable[..., Any] | None, tuple[str, ...], str]
"""What is called, the OAuth2 scopes asked for in order, and when it is closed ("" for what has nothing to close)."""

ModelNameMap = dict[type[Any], str]
"""The names in a document of models and enumerations."""

# What pydantic takes as include and exclude.
IncEx = set[int] | set[str] | dict[int, Any] | dict[str, Any]
