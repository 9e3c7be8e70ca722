"""What requests and WebSockets have in common: a typed view of the ASGI scope. It neither receives nor sends."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Generic, cast

from typing_extensions import TypeVar

from fireweed.http.address import Address
from fireweed.http.cookies import parse_cookies
from fireweed.http.headers import Headers
from fireweed.http.query import QueryParams
from fireweed.http.state import State
from fireweed.http.url import URL
from fireweed.types import Receive, Scope

StateT = TypeVar("StateT", bound=Mapping[str, Any] | State, default=State)


class HTTPConnection(Mapping[str, Any], Generic[StateT]):
    """The scope of a request or a WebSocket, which it also is a mapping over. Two are equal only if they are one.

    Everything is worked out when first asked for, and then kept. `StateT` types `state`, for type checkers only.
    Raises ValueError for a scope of another type.
    """

    scope_types: ClassVar[tuple[str, ...]] = ("http", "websocket")

    # Defaults on the class: to construct one costs next to nothing, and most connections are asked for little.
    _url: URL | None = None
    _base_url: URL | None = None
    _headers: Headers | None = None
    _query_params: QueryParams | None = None
    _cookies: dict[str, str] | None = None
    _state: State | None = None

    def __init__(self, scope: Scope, receive: Receive | None = None) -> None:
        # `receive` is unused: every kind of connection is made from the same arguments.
        if scope["type"] not in self.scope_types:
            allowed = " or ".join(repr(scope_type) for scope_type in self.scope_types)
            raise ValueError(f"{type(self).__name__} needs a scope of type {allowed}, not {scope['type']!r}.")
        self.scope = scope

    def __getitem__(self, key: str) -> Any:
        return self.scope[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.scope)

    def __len__(self) -> int:
        return len(self.scope)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def app(self) -> Any:
        """The application that answers."""
        return self.scope["app"]

    @property
    def url(self) -> URL:
        """The whole URL; see `URL` for where its host comes from."""
        if self._url is None:
            self._url = URL(scope=self.scope)
        return self._url

    @property
    def base_url(self) -> URL:
        """Where the application is mounted: the URL without path and query, ending with "/"."""
        if self._base_url is None:
            root_path: str = self.scope.get("app_root_path", self.scope.get("root_path", ""))
            self._base_url = URL(scope={**self.scope, "path": f"{root_path.rstrip('/')}/", "query_string": b""})
        return self._base_url

    @property
    def headers(self) -> Headers:
        if self._headers is None:
            self._headers = Headers(scope=self.scope)
        return self._headers

    @property
    def query_params(self) -> QueryParams:
        if self._query_params is None:
            self._query_params = QueryParams(self.scope.get("query_string", b""))
        return self._query_params

    @property
    def path_params(self) -> dict[str, Any]:
        """The values of the path's placeholders, converted."""
        path_params: dict[str, Any] = self.scope.get("path_params", {})
        return path_params

    @property
    def cookies(self) -> dict[str, str]:
        if self._cookies is None:
            # HTTP/2 may split the header (RFC 9113 §8.2.3).
            self._cookies = parse_cookies("; ".join(self.headers.getlist("cookie")))
        return self._cookies

    @property
    def client(self) -> Address | None:
        """The peer's address, unless the server does not know it."""
        client = self.scope.get("client")
        return None if client is None else Address(*client)

    @property
    def session(self) -> dict[str, Any]:
        """What SessionMiddleware keeps for this client. Raises AssertionError without that middleware."""
        session = self._installed("session", "SessionMiddleware")
        if hasattr(session, "mark_accessed"):  # other middleware may keep sessions as plain dictionaries
            session.mark_accessed()
        return cast("dict[str, Any]", session)

    @property
    def auth(self) -> Any:
        """The credentials found by AuthenticationMiddleware. Raises AssertionError without that middleware."""
        return self._installed("auth", "AuthenticationMiddleware")

    @property
    def user(self) -> Any:
        """The user found by AuthenticationMiddleware. Raises AssertionError without that middleware."""
        return self._installed("user", "AuthenticationMiddleware")

    @property
    def state(self) -> StateT:
        """What the lifespan yielded and what middleware and dependencies put there, for this connection only."""
        if self._state is None:
            self._state = State(self.scope.setdefault("state", {}))
        return cast("StateT", self._state)

    def url_for(self, name: str, /, **path_params: Any) -> URL:
        """Return the absolute URL of the route of that name.

        Raises NoMatchFound when no route has that name and those parameters, RuntimeError outside an application.
        """
        router = self.scope.get("router") or self.scope.get("app")
        if router is None:
            raise RuntimeError("`url_for` needs routes: use it in a Fireweed application or below a Router.")
        url: URL = router.url_path_for(name, **path_params).make_absolute_url(base_url=self.base_url)
        return url

    def _installed(self, key: str, middleware: str) -> Any:
        if key not in self.scope:
            raise AssertionError(f"{middleware} must be installed to access request.{key}")
        return self.scope[key]
