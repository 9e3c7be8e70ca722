"""Sessions kept in a signed cookie: clients can read what is in it, but not change it.

The cookie is base64 of JSON, a timestamp and a signature, as itsdangerous makes them.
"""

import json
from base64 import b64decode, b64encode
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Self

from fireweed.exceptions import MissingExtraError
from fireweed.http.cookies import format_set_cookie, parse_cookies
from fireweed.http.headers import encode_field
from fireweed.http.secret import Secret
from fireweed.logger import logger
from fireweed.middleware.completing import add_vary, complete_headers
from fireweed.types import ASGIApp, RawHeaders, Receive, Scope, Send

if TYPE_CHECKING:
    from itsdangerous import TimestampSigner

TWO_WEEKS = 14 * 24 * 60 * 60

MAX_COOKIE_SIZE = 4096
"""How many bytes of name, value and attributes browsers keep (RFC 6265 §6.1); they drop larger cookies silently."""

_EXPIRED = "expires=Thu, 01 Jan 1970 00:00:00 GMT"


class SessionMiddleware:
    """Gives requests and WebSockets a `session`, and HTTP responses the cookie once the session has changed.

    `max_age` is in seconds, from the last change; None keeps it until the browser closes. A cookie that is missing,
    forged or too old gives an empty session.

    Raises:
        AssertionError: an unknown `same_site`.
        MissingExtraError: itsdangerous is not installed.
        ValueError: no secret, or a name, path or domain that would not stay in its place in the header.
    """

    def __init__(  # noqa: PLR0913 (the names that users know)
        self,
        app: ASGIApp,
        secret_key: str | Secret,
        session_cookie: str = "session",
        max_age: int | None = TWO_WEEKS,
        path: str = "/",
        same_site: Literal["lax", "strict", "none"] = "lax",
        *,
        https_only: bool = False,
        domain: str | None = None,
        partitioned: bool = False,
    ) -> None:
        if not str(secret_key):
            raise ValueError("SessionMiddleware needs a secret_key: without one, anybody can sign a session.")
        format_set_cookie(session_cookie, path=path, domain=domain, samesite=same_site)  # raises for what is not valid
        self.app = app
        self.signer = _build_signer(str(secret_key))
        self.session_cookie = session_cookie
        self.max_age = max_age
        self.path = path
        flags = ["httponly", f"samesite={same_site}"]
        flags += ["secure"] if https_only else []
        flags += [] if domain is None else [f"domain={domain}"]
        flags += ["partitioned"] if partitioned else []
        self.security_flags = "; ".join(flags)
        self._name_in_header = session_cookie.encode("ascii")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        kept = self._find_kept(scope)
        session = scope["session"] = Session() if kept is None else Session(json.loads(kept))
        if scope["type"] == "http":
            send = complete_headers(send, partial(self._complete, session, kept))
        await self.app(scope, receive, send)

    def _find_kept(self, scope: Scope) -> bytes | None:
        """The session as JSON that the client sent, if it is one that was signed here."""
        # Most clients have no cookies, and need not have them parsed.
        headers = [value for name, value in scope["headers"] if name == b"cookie" and self._name_in_header in value]
        if not headers:
            return None
        cookie = parse_cookies(b"; ".join(headers).decode("latin-1")).get(self.session_cookie)
        return None if cookie is None else _find_signed(self.signer, cookie, self.max_age)

    def _complete(self, session: "Session", kept: bytes | None, headers: RawHeaders) -> None:
        if not session.accessed:
            return
        add_vary(headers, "Cookie")
        if not session.modified and (kept is None or session == json.loads(kept)):
            return
        if session:
            headers.append(encode_field("set-cookie", self._format_cookie(session)))
        elif kept is not None:
            headers.append(encode_field("set-cookie", self._format(f"{self.session_cookie}=null", _EXPIRED)))

    def _format_cookie(self, session: "Session") -> str:
        signed = self.signer.sign(b64encode(json.dumps(session).encode("utf-8"))).decode("ascii")
        age = [] if self.max_age is None else [f"Max-Age={self.max_age}"]
        cookie = self._format(f"{self.session_cookie}={signed}", *age)
        if len(cookie) > MAX_COOKIE_SIZE:
            message = "The session cookie has %d bytes; browsers drop those of more than %d. Keep less in the session."
            logger.warning(message, len(cookie), MAX_COOKIE_SIZE)
        return cookie

    def _format(self, pair: str, *lifetime: str) -> str:
        return "; ".join([pair, f"path={self.path}", *lifetime, self.security_flags])


class Session(dict[str, Any]):
    """What is kept for a client: anything that JSON can hold, under texts.

    `accessed` says that somebody looked at it, `modified` that an entry was set or removed. A change inside an entry
    is noticed without `modified`; `mark_modified` renews the cookie of a session that stays as it is.
    """

    accessed = False
    modified = False

    def mark_accessed(self) -> None:
        """Let the response depend on the session."""
        self.accessed = True

    def mark_modified(self) -> None:
        """Let the response carry the session."""
        self.accessed = True
        self.modified = True

    def __setitem__(self, key: str, value: Any) -> None:
        self.mark_modified()
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self.mark_modified()

    def clear(self) -> None:
        self.mark_modified()
        super().clear()

    def pop(self, key: str, *default: Any) -> Any:
        if key in self:
            self.mark_modified()
        return super().pop(key, *default)

    def popitem(self) -> tuple[str, Any]:
        item = super().popitem()
        self.mark_modified()
        return item

    def setdefault(self, key: str, default: Any = None) -> Any:
        if key not in self:
            self.mark_modified()
        return super().setdefault(key, default)

    def update(self, *args: Any, **kwargs: Any) -> None:
        self.mark_modified()
        super().update(*args, **kwargs)

    def __ior__(self, other: Any) -> Self:  # type: ignore[override,misc]  # dict overloads it for kinds of mappings
        self.update(other)
        return self


def _build_signer(secret_key: str) -> "TimestampSigner":
    try:
        from itsdangerous import TimestampSigner
    except ModuleNotFoundError:
        raise MissingExtraError("SessionMiddleware", "itsdangerous", "sessions") from None
    return TimestampSigner(secret_key)


def _find_signed(signer: "TimestampSigner", cookie: str, max_age: int | None) -> bytes | None:
    from itsdangerous import BadSignature

    try:
        document = b64decode(signer.unsign(cookie.encode("utf-8"), max_age=max_age))
        # What was signed with this key for another purpose is no session.
        return document if isinstance(json.loads(document), dict) else None
    except (BadSignature, ValueError, RecursionError):
        return None
