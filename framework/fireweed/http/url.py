"""URLs: taken apart, changed, and built from the scope of a request (RFC 3986)."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict, Unpack
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from fireweed.http.host import parse_host
from fireweed.http.multidict import MultiDict
from fireweed.types import Scope

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_SECURE_SCHEMES = frozenset({"https", "wss"})
_AUTHORITY_PARTS = frozenset({"username", "password", "hostname", "port"})
# What would end the path, or be dropped or turned into something else by those who read the URL.
_PATH_ESCAPES = {code: f"%{code:02X}" for code in (*range(0x20), 0x7F, *b"%?#\\")}
_QUERY_ESCAPES = {code: f"%{code:02X}" for code in (*range(0x21), 0x7F, ord("#"))}


class URLComponents(TypedDict, total=False):
    """What a URL consists of. The last four make up `netloc`."""

    scheme: str
    netloc: str
    path: str
    query: str
    fragment: str
    username: str | None
    password: str | None
    hostname: str | None
    port: int | None


class URL:
    """A URL, given as text, as components, or by the scope of a request. It equals its text.

    Of a scope, the `host` header counts if it is valid, else the address of the server, else the URL is relative.
    """

    __slots__ = ("_components", "_text")

    _components: SplitResult | None

    def __init__(self, url: str = "", *, scope: Scope | None = None, **components: Unpack[URLComponents]) -> None:
        if bool(url) + (scope is not None) + bool(components) > 1:
            raise TypeError("URL takes one of a text, `scope` and components; leave out the others.")
        self._components = None
        if scope is not None:
            self._text = _text_of_scope(scope)
        elif components:
            self._text = URL().replace(**components)._text
        else:
            self._text = str(url)

    @property
    def components(self) -> SplitResult:
        """The URL as `urllib.parse.urlsplit` takes it apart."""
        if self._components is None:
            self._components = urlsplit(self._text)
        return self._components

    @property
    def scheme(self) -> str:
        return self.components.scheme

    @property
    def netloc(self) -> str:
        return self.components.netloc

    @property
    def path(self) -> str:
        return self.components.path

    @property
    def query(self) -> str:
        return self.components.query

    @property
    def fragment(self) -> str:
        return self.components.fragment

    @property
    def username(self) -> str | None:
        return self.components.username

    @property
    def password(self) -> str | None:
        return self.components.password

    @property
    def hostname(self) -> str | None:
        """The host in lower case, an IPv6 address without its brackets."""
        return self.components.hostname

    @property
    def port(self) -> int | None:
        """The port if one is written. Raises ValueError when it is not a port."""
        return self.components.port

    @property
    def is_secure(self) -> bool:
        """Whether the scheme is https or wss."""
        return self.scheme in _SECURE_SCHEMES

    def replace(self, **components: Unpack[URLComponents]) -> "URL":
        """Return a URL with these components instead; None removes `username`, `password` or `port`."""
        changes: dict[str, Any] = dict(components)
        if not _AUTHORITY_PARTS.isdisjoint(changes):
            authority = {name: changes.pop(name) for name in _AUTHORITY_PARTS.intersection(changes)}
            changes.setdefault("netloc", _build_netloc(self.components, authority))
        return URL(self.components._replace(**changes).geturl())

    def include_query_params(self, **params: Any) -> "URL":
        """Return a URL whose query has these parameters, in place of those of the same names."""
        query: MultiDict[str, str] = MultiDict(parse_qsl(self.query, keep_blank_values=True))
        query.update({name: str(value) for name, value in params.items()})
        return self.replace(query=urlencode(query.multi_items()))

    def replace_query_params(self, **params: Any) -> "URL":
        """Return a URL whose query has these parameters only."""
        return self.replace(query=urlencode([(name, str(value)) for name, value in params.items()]))

    def remove_query_params(self, keys: str | Sequence[str]) -> "URL":
        """Return a URL whose query lacks the parameters of these names."""
        removed = {keys} if isinstance(keys, str) else set(keys)
        query = [item for item in parse_qsl(self.query, keep_blank_values=True) if item[0] not in removed]
        return self.replace(query=urlencode(query))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, URL | str) and self._text == str(other)

    def __hash__(self) -> int:
        return hash(self._text)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        shown = self.replace(password="********") if self.password else self
        return f"{type(self).__name__}({str(shown)!r})"


class URLPath(str):
    """The path of a route, with the protocol and the host that the route asks for ("" when it does not)."""

    __slots__ = ("host", "protocol")

    protocol: Literal["http", "websocket", ""]
    host: str

    def __new__(cls, path: str, protocol: Literal["http", "websocket", ""] = "", host: str = "") -> "URLPath":
        if protocol not in {"http", "websocket", ""}:
            raise ValueError(f"The protocol of a URLPath is 'http', 'websocket' or '', not {protocol!r}.")
        self = super().__new__(cls, _protect(path.replace("\\", "%5C")))
        self.protocol = protocol
        self.host = host
        return self

    def make_absolute_url(self, base_url: str | URL) -> URL:
        """Return the URL of this path below `base_url`, whose security decides between http and https, ws and wss."""
        base = URL(base_url) if isinstance(base_url, str) else base_url
        scheme = _SCHEMES[self.protocol, base.is_secure] if self.protocol else base.scheme
        path = f"{base.path.rstrip('/')}{self}"
        return URL(scheme=scheme, netloc=self.host or base.netloc, path=path)


_SCHEMES: Mapping[tuple[str, bool], str] = {
    ("http", False): "http",
    ("http", True): "https",
    ("websocket", False): "ws",
    ("websocket", True): "wss",
}


def _text_of_scope(scope: Scope) -> str:
    path: str = scope["path"].translate(_PATH_ESCAPES)
    if path and path[0] != "/":  # an authority must not run on in the path
        path = f"/{path}"
    authority = _find_authority(scope)
    text = _protect(path) if authority is None else f"{_scheme_of(scope)}://{authority}{path}"
    query_string: bytes | None = scope.get("query_string")
    if not query_string:
        return text
    return f"{text}?{query_string.decode('utf-8', 'replace').translate(_QUERY_ESCAPES)}"


def _scheme_of(scope: Scope) -> str:
    scheme: str | None = scope.get("scheme")
    return scheme or ("ws" if scope.get("type") == "websocket" else "http")


def _find_authority(scope: Scope) -> str | None:
    for name, value in scope.get("headers") or ():
        if name == b"host":
            text: str = value.decode("latin-1")
            try:
                parse_host(text)
            except ValueError:
                break
            return text
    server = scope.get("server")
    if server is None or server[1] is None:  # a Unix socket has a path and no port (ASGI HTTP scope)
        return None
    host, port = server
    host = f"[{host}]" if ":" in host else host
    return host if port == _DEFAULT_PORTS.get(_scheme_of(scope)) else f"{host}:{port}"


def _protect(path: str) -> str:
    """Keep a path from being read as an authority (RFC 3986 §4.2)."""
    return f"/%2F{path[2:]}" if path.startswith("//") else path


def _build_netloc(components: SplitResult, changes: dict[str, Any]) -> str:
    host: str = changes.get("hostname") or _host_as_written(components.netloc)
    if ":" in host and host[0] != "[":
        host = f"[{host}]"
    port = changes.get("port", components.port)
    username = changes.get("username", components.username)
    password = changes.get("password", components.password)
    if port is not None:
        host = f"{host}:{port}"
    if username is None:
        return host
    return f"{username}@{host}" if password is None else f"{username}:{password}@{host}"


def _host_as_written(netloc: str) -> str:
    address = netloc.rpartition("@")[2]
    host, colon, _ = address.rpartition(":")
    return host if colon and not address.endswith("]") else address
