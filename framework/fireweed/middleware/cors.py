"""Cross-origin resource sharing (https://fetch.spec.whatwg.org/#http-cors-protocol)."""

import re
from collections.abc import Collection
from functools import partial

from fireweed.http.headers import Headers
from fireweed.middleware.completing import add_vary, complete_error_answer, complete_headers
from fireweed.middleware.settings import check_items, check_tokens
from fireweed.responses import PlainTextResponse, Response
from fireweed.types import ASGIApp, RawHeaders, Receive, Scope, Send

ALL_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY")
"""What "*" in `allow_methods` stands for."""

SAFELISTED_HEADERS = frozenset({"Accept", "Accept-Language", "Content-Language", "Content-Type"})
"""The headers that every request may have (https://fetch.spec.whatwg.org/#cors-safelisted-request-header)."""

PREFLIGHT_VARY = (
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network"
)

_ORIGIN = re.compile(r"([a-z][a-z0-9+.\-]*://[^\s/?#*]*|null|\*)/?", re.IGNORECASE | re.ASCII)
# What may be repeated in a response: printable, and for the names of headers a list of tokens.
_PRINTABLE = re.compile(r"[\x20-\x7e]+")
_NAMES = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z, \t]*")

_ALLOW_ORIGIN = b"access-control-allow-origin"


class CORSMiddleware:
    """Answers preflight requests, and tells browsers which pages of other origins may read the responses.

    `allow_origins` lists origins such as "https://example.com"; "*" is all of them, named one by one where
    `allow_credentials` lets cookies and authentication in. `allow_origin_regex` has to match an origin as a whole.
    "*" in `allow_methods` stands for ALL_METHODS, in `allow_headers` for whatever is asked for. `max_age` is how many
    seconds browsers keep the answer to a preflight. Answers to unhandled exceptions get the headers, too.

    Raises:
        TypeError: a text in place of a list.
        ValueError: an origin, method or header that no request could have.
    """

    def __init__(  # noqa: PLR0913 (the names that users know)
        self,
        app: ASGIApp,
        allow_origins: Collection[str] = (),
        allow_methods: Collection[str] = ("GET",),
        allow_headers: Collection[str] = (),
        *,
        allow_credentials: bool = False,
        allow_origin_regex: str | None = None,
        allow_private_network: bool = False,
        expose_headers: Collection[str] = (),
        max_age: int = 600,
    ) -> None:
        self.app = app
        self.allow_origins = _read_origins(allow_origins)
        self.allow_all_origins = "*" in self.allow_origins
        self.allow_origin_regex = None if allow_origin_regex is None else re.compile(allow_origin_regex)
        methods = check_tokens("allow_methods", allow_methods)
        self.allow_methods = ALL_METHODS if "*" in methods else methods
        headers = SAFELISTED_HEADERS.union(check_tokens("allow_headers", allow_headers))
        self.allow_all_headers = "*" in headers
        self.allow_headers = frozenset(header.lower() for header in headers)
        self.allow_credentials = allow_credentials
        self.allow_private_network = allow_private_network
        # What every response to a request with an origin has, and every answer to a preflight.
        shared: dict[str, str] = {"Access-Control-Allow-Credentials": "true"} if allow_credentials else {}
        if self.allow_all_origins and not allow_credentials:
            shared["Access-Control-Allow-Origin"] = "*"
        self._simple_headers = Headers(shared).raw
        if exposed := check_tokens("expose_headers", expose_headers):
            self._simple_headers += Headers({"Access-Control-Expose-Headers": ", ".join(exposed)}).raw
        self._preflight_headers = {
            "Vary": PREFLIGHT_VARY,
            "Access-Control-Allow-Methods": ", ".join(self.allow_methods),
            "Access-Control-Max-Age": str(int(max_age)),
            **({} if self.allow_all_headers else {"Access-Control-Allow-Headers": ", ".join(sorted(headers))}),
            **shared,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        origin = _find_origin(scope)
        if origin is not None and scope["method"] == "OPTIONS":
            headers = Headers(scope=scope)
            if "access-control-request-method" in headers:
                await self.preflight_response(headers)(scope, receive, send)
                return
        complete = _vary_by_origin if origin is None else partial(self._complete, origin)
        try:
            await self.app(scope, receive, complete_headers(send, complete))
        except Exception:
            complete_error_answer(scope, complete)
            raise

    def is_allowed_origin(self, origin: str) -> bool:
        """Whether pages of this origin may read responses."""
        if self.allow_all_origins or origin in self.allow_origins:
            return True
        return self.allow_origin_regex is not None and self.allow_origin_regex.fullmatch(origin) is not None

    def preflight_response(self, request_headers: Headers) -> Response:
        """Build the answer to a preflight: 200, or 400 with what is not allowed. Browsers decide by the headers."""
        headers = dict(self._preflight_headers)
        refused = [
            *self._refuse_origin(request_headers["origin"], headers),
            *self._refuse_method(request_headers["access-control-request-method"]),
            *self._refuse_headers(request_headers.get("access-control-request-headers"), headers),
            *self._refuse_private_network(request_headers.get("access-control-request-private-network"), headers),
        ]
        if refused:
            return PlainTextResponse(f"Disallowed CORS {', '.join(refused)}", status_code=400, headers=headers)
        return PlainTextResponse("OK", headers=headers)

    # Each adds to the headers of the answer what it grants, or returns the word for what it refuses.

    def _refuse_origin(self, origin: str, headers: dict[str, str]) -> tuple[str, ...]:
        if not self.is_allowed_origin(origin):
            return ("origin",)
        if self._names_origin(origin):
            headers["Access-Control-Allow-Origin"] = origin
        return ()

    def _refuse_method(self, method: str) -> tuple[str, ...]:
        return () if method in self.allow_methods else ("method",)

    def _refuse_headers(self, requested: str | None, headers: dict[str, str]) -> tuple[str, ...]:
        if requested is None:
            return ()
        if not _NAMES.fullmatch(requested):
            return ("headers",)
        if self.allow_all_headers:
            headers["Access-Control-Allow-Headers"] = requested
            return ()
        names = {name.strip(" \t").lower() for name in requested.split(",")} - {""}
        return () if names <= self.allow_headers else ("headers",)

    def _refuse_private_network(self, requested: str | None, headers: dict[str, str]) -> tuple[str, ...]:
        if requested is None:
            return ()
        if not self.allow_private_network:
            return ("private-network",)
        headers["Access-Control-Allow-Private-Network"] = "true"
        return ()

    def _names_origin(self, origin: str) -> bool:
        """Whether the answer to an allowed origin repeats it; otherwise "*" is there already."""
        return (self.allow_credentials or not self.allow_all_origins) and _PRINTABLE.fullmatch(origin) is not None

    def _complete(self, origin: str, headers: RawHeaders) -> None:
        added = self._simple_headers
        if self.is_allowed_origin(origin) and self._names_origin(origin):
            added = [*added, (_ALLOW_ORIGIN, origin.encode("ascii"))]
        names = {name for name, _ in added}
        headers[:] = [field for field in headers if field[0] not in names]
        headers.extend(added)
        _vary_by_origin(headers)


def _read_origins(origins: Collection[str]) -> frozenset[str]:
    """The origins as given, and as browsers write them: in lower case, without a slash at the end."""
    read: set[str] = set()
    for origin in check_items("allow_origins", origins):
        match = _ORIGIN.fullmatch(origin)
        if match is None or not _PRINTABLE.fullmatch(origin):
            raise ValueError(
                f"allow_origins has {origin!r}, which no request can come from. An origin is scheme, host and port, as "
                "in 'https://example.com'; patterns go into allow_origin_regex."
            )
        read.update((match[1], match[1].lower()))
    return frozenset(read)


def _find_origin(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"origin":
            origin: str = value.decode("latin-1")
            return origin
    return None


# Without an origin, too: a cache must not give that response to a page of another origin.
def _vary_by_origin(headers: RawHeaders) -> None:
    add_vary(headers, "Origin")
