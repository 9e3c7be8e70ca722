"""Sessions in a signed cookie: what is kept, what is believed, and when the cookie is sent."""

import json
import logging
import sys
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from itsdangerous import Signer, TimestampSigner

from fireweed.connection import HTTPConnection
from fireweed.exceptions import MissingExtraError
from fireweed.http.secret import Secret
from fireweed.middleware.sessions import Session, SessionMiddleware
from fireweed.responses import PlainTextResponse
from fireweed.types import Receive, Scope, Send
from kit.apps import answering
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope

SECRET = "secret"
Change = Callable[[Any], object]


def sign(value: Any, secret: str = SECRET) -> str:
    return TimestampSigner(secret).sign(b64encode(json.dumps(value).encode())).decode()


async def visit(cookie: str | None = None, change: Change = bool, *, direct: bool = False, **options: Any) -> "Visit":
    """Let an endpoint have `request.session` with this cookie and do `change` to it."""
    seen: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        session = HTTPConnection(scope).session
        seen.append(json.loads(json.dumps(session)))
        change(session)
        await PlainTextResponse("ok")(scope, receive, send)

    name = options.get("session_cookie", "session")
    headers = {} if cookie is None else {"cookie": f"a=b; {name}={cookie}"}
    answer = await call(SessionMiddleware(app, SECRET, **options), http_scope(headers=headers), direct=direct)
    return Visit(seen[0], answer)


class Visit:
    """What an endpoint found in the session, and the answer."""

    def __init__(self, found: dict[str, Any], answer: AsgiRecorder) -> None:
        self.found = found
        self.answer = answer

    @property
    def set_cookie(self) -> str | None:
        return self.answer.headers.get("set-cookie")

    @property
    def cookie(self) -> str:
        assert self.set_cookie is not None
        return self.set_cookie.partition(";")[0].partition("=")[2]


# Keeping


async def test_session_begins_empty() -> None:
    first = await visit()

    assert (first.found, first.set_cookie) == ({}, None)


@pytest.mark.parametrize("direct", [False, True])
async def test_session_is_kept(direct: bool) -> None:
    first = await visit(change=lambda session: session.update(user="Ada", n=[1, None, "ü"]), direct=direct)

    second = await visit(first.cookie)

    assert second.found == {"user": "Ada", "n": [1, None, "ü"]}


async def test_whole_response_leaves_in_one_call() -> None:
    first = await visit(change=lambda session: session.update(user="Ada"), direct=True)

    assert first.answer.direct_responses == 1


@pytest.mark.parametrize(
    ("options", "attributes"),
    [
        pytest.param({}, "path=/; Max-Age=1209600; httponly; samesite=lax", id="defaults"),
        pytest.param({"max_age": None}, "path=/; httponly; samesite=lax", id="until the browser closes"),
        pytest.param(
            {
                "path": "/app",
                "max_age": 60,
                "same_site": "none",
                "https_only": True,
                "domain": "example.com",
                "partitioned": True,
            },
            "path=/app; Max-Age=60; httponly; samesite=none; secure; domain=example.com; partitioned",
            id="all",
        ),
    ],
)
async def test_cookie_has_its_attributes(options: dict[str, Any], attributes: str) -> None:
    first = await visit(change=lambda session: session.update(a=1), **options)

    assert first.set_cookie == f"session={first.cookie}; {attributes}"


async def test_cookie_may_have_another_name() -> None:
    first = await visit(change=lambda session: session.update(a=1), session_cookie="id")

    second = await visit(first.cookie, session_cookie="id")

    assert second.found == {"a": 1}


async def test_cookie_is_what_itsdangerous_users_know() -> None:
    first = await visit(change=lambda session: session.update(a=1))

    assert TimestampSigner(SECRET).unsign(first.cookie) == b64encode(b'{"a": 1}')


# When it is sent


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda session: session.__setitem__("a", 2), id="set"),
        pytest.param(lambda session: session.__delitem__("a"), id="delete"),
        pytest.param(lambda session: session.pop("a"), id="pop"),
        pytest.param(lambda session: session.popitem(), id="popitem"),
        pytest.param(lambda session: session.setdefault("c", 1), id="setdefault"),
        pytest.param(lambda session: session.update(c=1), id="update"),
        pytest.param(lambda session: session.__ior__({"c": 1}), id="or"),
        pytest.param(lambda session: session["b"].append(1), id="inside"),
        pytest.param(lambda session: session.mark_modified(), id="marked"),
    ],
)
async def test_change_sends_the_cookie(change: Change) -> None:
    changed = await visit(sign({"a": 1, "b": []}), change)

    assert changed.set_cookie is not None
    assert changed.set_cookie.startswith("session=ey")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda session: session["a"], id="item"),
        pytest.param(lambda session: session.pop("c", None), id="pop of nothing"),
        pytest.param(lambda session: session.setdefault("a", 2), id="setdefault of something"),
        pytest.param(dict, id="copy"),
    ],
)
async def test_reading_sends_no_cookie_but_is_told_to_caches(change: Change) -> None:
    read = await visit(sign({"a": 1}), change)

    assert (read.set_cookie, read.answer.headers["vary"]) == (None, "Cookie")


@pytest.mark.parametrize("method", ["__delitem__", "pop"])
def test_entry_that_is_not_there_changes_nothing(method: str) -> None:
    session = Session()

    with pytest.raises(KeyError):
        getattr(session, method)("a")

    assert not session.modified


def test_or_gives_the_session_itself() -> None:
    session = original = Session()

    session |= {"a": 1}

    assert (session is original, session, session.modified, session.accessed) == (True, {"a": 1}, True, True)


@pytest.mark.parametrize("cookie", [None, sign({"a": 1})])
async def test_session_that_nobody_looks_at_leaves_no_trace(cookie: str | None) -> None:
    headers = {"cookie": f"session={cookie}"} if cookie else {}

    answer = await call(SessionMiddleware(answering(), SECRET), http_scope(headers=headers))

    assert answer.headers == {}


async def test_vary_is_completed() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert not HTTPConnection(scope).session
        await answering(headers=[(b"vary", b"Origin")])(scope, receive, send)

    answer = await call(SessionMiddleware(app, SECRET), http_scope())

    assert answer.headers["vary"] == "Origin, Cookie"


async def test_emptied_session_is_forgotten() -> None:
    cleared = await visit(sign({"a": 1}), lambda session: session.clear(), https_only=True)

    expected = "session=null; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly; samesite=lax; secure"
    assert cleared.set_cookie == expected


async def test_new_session_that_stays_empty_is_not_sent() -> None:
    cleared = await visit(None, lambda session: session.clear())

    assert cleared.set_cookie is None


async def test_start_without_headers_gets_them() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["session"]["a"] = 1
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body"})

    answer = await call(SessionMiddleware(app, SECRET), http_scope())

    assert answer.headers["vary"] == "Cookie"
    assert "set-cookie" in answer.headers


async def test_sessions_of_a_mounted_application_stay_apart() -> None:
    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        scope["session"]["inner"] = 1
        await answering()(scope, receive, send)

    app = SessionMiddleware(SessionMiddleware(inner, SECRET, "inner"), SECRET, "outer")

    answer = await call(app, http_scope())

    assert [value[:6] for name, value in answer.raw_headers if name == b"set-cookie"] == [b"inner="]


async def test_websocket_has_a_session() -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(HTTPConnection(scope).session)

    scope = websocket_scope(headers={"cookie": f"session={sign({'a': 1})}"})
    await AsgiRecorder(SessionMiddleware(app, SECRET), scope).run()

    assert seen == [{"a": 1}]


async def test_lifespan_has_no_session() -> None:
    scope: Scope = {"type": "lifespan"}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert "session" not in scope

    recorder = await AsgiRecorder(SessionMiddleware(app, SECRET), scope).run()

    assert recorder.sent == []


async def test_cookie_too_large_for_browsers_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "fireweed"):
        await visit(change=lambda session: session.update(a="x" * 4000))

    assert "browsers drop those of more than 4096" in caplog.text


# What is believed


class LongAgo(TimestampSigner):
    def get_timestamp(self) -> int:
        return 1


def tampered() -> str:
    _, dot, signature = sign({"admin": False}).partition(".")
    return b64encode(b'{"admin": true}').decode() + dot + signature


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param("", id="empty"),
        pytest.param("null", id="forgotten"),
        pytest.param("garbage", id="garbage"),
        pytest.param("a.b.c", id="three parts"),
        pytest.param("..", id="dots"),
        pytest.param("\xff\xfe\x00", id="binary"),
        pytest.param("=" * 1000, id="equals signs"),
        pytest.param('"\\377"', id="quoted"),
        pytest.param(sign({"a": 1}, "other secret"), id="other secret"),
        pytest.param(tampered(), id="tampered"),
        pytest.param(sign({"a": 1})[:-1], id="cut off"),
        pytest.param(LongAgo(SECRET).sign(b64encode(b'{"a": 1}')).decode(), id="expired"),
        pytest.param(Signer(SECRET).sign(b64encode(b'{"a": 1}')).decode(), id="no timestamp"),
        pytest.param(TimestampSigner(SECRET).sign(b"{}").decode(), id="signed, no base64"),
        pytest.param(TimestampSigner(SECRET).sign(b64encode(b"{")).decode(), id="signed, no JSON"),
        pytest.param(TimestampSigner(SECRET).sign(b64encode(b"\xff")).decode(), id="signed, no text"),
        pytest.param(TimestampSigner(SECRET).sign(b64encode(b"[" * 100_000)).decode(), id="signed, too deep"),
        pytest.param(sign([1]), id="signed, no object"),
        pytest.param(sign(None), id="signed, null"),
    ],
)
async def test_cookie_that_is_not_valid_gives_an_empty_session(cookie: str) -> None:
    got = await visit(cookie)

    assert (got.found, got.answer.status, got.set_cookie) == ({}, 200, None)


async def test_old_cookie_is_valid_without_an_age() -> None:
    got = await visit(LongAgo(SECRET).sign(b64encode(b'{"a": 1}')).decode(), max_age=None)

    assert got.found == {"a": 1}


# Construction


async def test_secret_may_hide_itself() -> None:
    middleware = SessionMiddleware(answering(), Secret(SECRET))

    assert middleware.signer.unsign(TimestampSigner(SECRET).sign("a")) == b"a"


@pytest.mark.parametrize("secret", ["", Secret("")])
def test_no_secret_is_refused(secret: Any) -> None:
    with pytest.raises(ValueError, match="needs a secret_key"):
        SessionMiddleware(answering(), secret)


@pytest.mark.parametrize(
    "options",
    [
        {"session_cookie": "a b"},
        {"session_cookie": "a=b"},
        {"session_cookie": ""},
        {"path": "/; secure"},
        {"path": "/\r\nx: y"},
        {"domain": "a; b"},
    ],
)
def test_what_would_not_stay_in_its_place_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="ookie"):
        SessionMiddleware(answering(), SECRET, **options)


def test_unknown_same_site_is_refused() -> None:
    same_site: Any = "laxer"

    with pytest.raises(AssertionError, match="samesite"):
        SessionMiddleware(answering(), SECRET, same_site=same_site)


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "itsdangerous", None)

    with pytest.raises(MissingExtraError, match=r"pip install \"fireweed\[sessions\]\""):
        SessionMiddleware(answering(), SECRET)
