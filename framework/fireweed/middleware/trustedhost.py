"""Only requests for hosts that the application answers for: a guard against forged `host` headers."""

from collections.abc import Sequence

from fireweed.http.host import parse_host
from fireweed.http.url import URL
from fireweed.middleware.refusing import answer_instead, refuse_host
from fireweed.middleware.settings import check_items
from fireweed.responses import RedirectResponse
from fireweed.types import ASGIApp, Receive, Scope, Send

ENFORCE_DOMAIN_WILDCARD = "Domain wildcard patterns must be like '*.example.com'."


class TrustedHostMiddleware:
    """Answers 400 to requests for other hosts than `allowed_hosts`, whatever the port.

    "*.example.com" are all its subdomains, "*" (the default) is every host. With `www_redirect` a request for
    example.com is sent to www.example.com if only that is allowed.

    Raises:
        AssertionError: a wildcard elsewhere than at the beginning.
        TypeError: a text in place of a list.
        ValueError: an entry that is not a host.
    """

    def __init__(self, app: ASGIApp, allowed_hosts: Sequence[str] | None = None, *, www_redirect: bool = True) -> None:
        hosts = ("*",) if allowed_hosts is None else check_items("allowed_hosts", allowed_hosts)
        self.app = app
        self.allowed_hosts = [_read_pattern(host) for host in hosts]
        self.allow_any = "*" in self.allowed_hosts
        self.www_redirect = www_redirect
        self._hosts = frozenset(self.allowed_hosts)
        self._suffixes = tuple(pattern[1:] for pattern in self.allowed_hosts if pattern.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.allow_any or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        host = _find_host(scope)
        if host is not None and self._is_allowed(host):
            await self.app(scope, receive, send)
        elif self.www_redirect and host is not None and f"www.{host}" in self._hosts:
            url = URL(scope=scope)
            redirect = RedirectResponse(url.replace(netloc=f"www.{url.netloc}"))
            await answer_instead(redirect, scope, receive, send)
        else:
            await answer_instead(refuse_host(), scope, receive, send)

    def _is_allowed(self, host: str) -> bool:
        return host in self._hosts or host.endswith(self._suffixes)


def _read_pattern(pattern: str) -> str:
    """A pattern as hosts are compared with it: in lower case, without a port."""
    if "*" in pattern:
        if pattern != "*" and (not pattern.startswith("*.") or "*" in pattern[1:]):
            raise AssertionError(ENFORCE_DOMAIN_WILDCARD)
        return pattern.lower()
    address = f"[{pattern}]" if pattern.count(":") > 1 and pattern[0] != "[" else pattern
    try:
        return parse_host(address).host.lower()
    except ValueError:
        remedy = "Write a host such as 'example.com', without scheme and path."
        raise ValueError(f"allowed_hosts has {pattern!r}, which is not a host. {remedy}") from None


def _find_host(scope: Scope) -> str | None:
    """The host asked for in lower case; None unless there is one, and a valid one (RFC 9112 §3.2)."""
    values = [value for name, value in scope["headers"] if name == b"host"]
    if len(values) != 1:
        return None
    try:
        return parse_host(values[0].decode("latin-1")).host.lower()
    except ValueError:
        return None
