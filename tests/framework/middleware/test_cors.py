"""Preflight requests and what responses tell browsers about other origins."""

from typing import Any

import pytest

from fireweed import Fireweed, HTTPException, Request
from fireweed.middleware.cors import ALL_METHODS, SAFELISTED_HEADERS, CORSMiddleware
from fireweed.responses import PlainTextResponse, Response
from kit.apps import answering
from kit.asgi import AsgiRecorder, HeaderItems, call, http_scope, websocket_scope

ORIGIN = "https://example.com"
PREFLIGHT = {"origin": ORIGIN, "access-control-request-method": "GET"}
PREFLIGHT_VARY = (
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network"
)


def build(**options: Any) -> CORSMiddleware:
    return CORSMiddleware(answering(b"inside"), **options)


async def get(headers: HeaderItems = (), response_headers: Any = (), **options: Any) -> AsgiRecorder:
    app = CORSMiddleware(answering(b"inside", headers=response_headers), **options)
    return await call(app, http_scope(headers=headers))


async def preflight(headers: dict[str, str] | None = None, **options: Any) -> AsgiRecorder:
    return await call(build(**options), http_scope("OPTIONS", headers={**PREFLIGHT, **(headers or {})}))


def allows(answer: AsgiRecorder) -> str | None:
    return answer.headers.get("access-control-allow-origin")


# Responses


async def test_listed_origin_may_read() -> None:
    answer = await get({"origin": ORIGIN}, allow_origins=[ORIGIN])

    assert (answer.body, allows(answer), answer.headers["vary"]) == (b"inside", ORIGIN, "Origin")


async def test_other_origin_gets_no_permission() -> None:
    answer = await get({"origin": "https://evil.example"}, allow_origins=[ORIGIN])

    assert (answer.status, answer.body, allows(answer), answer.headers["vary"]) == (200, b"inside", None, "Origin")


async def test_every_origin_may_read_with_wildcard() -> None:
    answer = await get({"origin": "https://any.example"}, allow_origins=["*"])

    assert (allows(answer), answer.headers["vary"]) == ("*", "Origin")


async def test_wildcard_with_credentials_names_the_origin() -> None:
    answer = await get({"origin": ORIGIN}, allow_origins=["*"], allow_credentials=True)

    assert (allows(answer), answer.headers["access-control-allow-credentials"]) == (ORIGIN, "true")


@pytest.mark.parametrize("options", [{}, {"allow_origins": ["*"]}, {"allow_origins": [ORIGIN]}])
async def test_request_without_origin_is_answered_for_caches(options: dict[str, Any]) -> None:
    answer = await get(**options, allow_credentials=True, expose_headers=["X-Total"])

    assert answer.headers == {"vary": "Origin"}


@pytest.mark.parametrize("origin", [ORIGIN, "https://other.example"])
async def test_exposed_headers_and_credentials_go_to_every_origin(origin: str) -> None:
    answer = await get(
        {"origin": origin}, allow_origins=[ORIGIN], allow_credentials=True, expose_headers=["X-Total", "ETag"]
    )

    assert answer.headers["access-control-expose-headers"] == "X-Total, ETag"
    assert answer.headers["access-control-allow-credentials"] == "true"


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        pytest.param("https://a.example.com", "https://a.example.com", id="match"),
        pytest.param("https://a.example.com.evil.org", None, id="match of a part"),
        pytest.param("https://example.com", None, id="no match"),
    ],
)
async def test_regex_has_to_match_the_whole_origin(origin: str, expected: str | None) -> None:
    answer = await get({"origin": origin}, allow_origin_regex=r"https://.*\.example\.com")

    assert allows(answer) == expected


async def test_headers_of_the_application_are_replaced_not_doubled() -> None:
    given = [(b"access-control-allow-origin", b"*"), (b"vary", b"Accept-Encoding")]

    answer = await get({"origin": ORIGIN}, given, allow_origins=[ORIGIN])

    assert answer.raw_headers == [
        (b"vary", b"Accept-Encoding, Origin"),
        (b"access-control-allow-origin", ORIGIN.encode()),
    ]


async def test_vary_names_the_origin_once() -> None:
    answer = await get((), [(b"vary", b"origin")], allow_origins=["*"])

    assert answer.headers["vary"] == "origin"


async def test_whole_response_leaves_in_one_call() -> None:
    app = CORSMiddleware(PlainTextResponse("inside"), allow_origins=["*"])

    answer = await call(app, http_scope(headers={"origin": ORIGIN}), direct=True)

    assert (answer.direct_responses, allows(answer)) == (1, "*")


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        pytest.param("https://example.com/", "https://example.com", id="slash"),
        pytest.param("https://Example.com", "https://example.com", id="upper case"),
        pytest.param("https://Example.com", "https://Example.com", id="as given"),
        pytest.param("null", "null", id="opaque"),
        pytest.param("file://", "file://", id="no host"),
        pytest.param("http://[::1]:8000", "http://[::1]:8000", id="IPv6"),
    ],
)
async def test_origin_is_recognized_as_browsers_write_it(given: str, asked: str) -> None:
    answer = await get({"origin": asked}, allow_origins=[given])

    assert allows(answer) == asked


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "https://example.com.evil.org",
        "http://example.com",
        "https://example.com:444",
        "https://example.com/",
    ],
)
async def test_odd_origin_is_not_the_listed_one(origin: str) -> None:
    answer = await get({"origin": origin}, allow_origins=[ORIGIN])

    assert (answer.status, allows(answer)) == (200, None)


@pytest.mark.parametrize("origin", ["https://a\r\nx-evil: 1", "https://a\0", "https://b\xfccher.example"])
async def test_origin_that_would_break_a_header_is_not_repeated(origin: str) -> None:
    answer = await get({"origin": origin}, allow_origins=["*"], allow_credentials=True)

    assert (answer.status, allows(answer)) == (200, None)


async def test_websocket_passes() -> None:
    types = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        types.append(scope["type"])

    await AsgiRecorder(CORSMiddleware(app), websocket_scope(headers={"origin": ORIGIN})).run()

    assert types == ["websocket"]


# Preflight


async def test_preflight_is_answered_without_the_application() -> None:
    answer = await preflight(
        {"access-control-request-headers": "X-Token, Content-Type"},
        allow_origins=[ORIGIN],
        allow_headers=["X-Token"],
        max_age=60,
    )

    assert (answer.status, answer.text) == (200, "OK")
    assert answer.headers == {
        "vary": PREFLIGHT_VARY,
        "access-control-allow-origin": ORIGIN,
        "access-control-allow-methods": "GET",
        "access-control-allow-headers": "Accept, Accept-Language, Content-Language, Content-Type, X-Token",
        "access-control-max-age": "60",
        "content-type": "text/plain; charset=utf-8",
        "content-length": "2",
    }


async def test_wildcards_allow_what_is_asked_for() -> None:
    answer = await preflight(
        {"access-control-request-method": "QUERY", "access-control-request-headers": "X-One, x-two"},
        allow_origins=["*"],
        allow_methods=["*"],
        allow_headers=["*"],
    )

    assert (answer.status, allows(answer)) == (200, "*")
    assert answer.headers["access-control-allow-methods"] == ", ".join(ALL_METHODS)
    assert answer.headers["access-control-allow-headers"] == "X-One, x-two"


async def test_wildcard_headers_are_left_out_when_none_are_asked_for() -> None:
    answer = await preflight(allow_origins=["*"], allow_headers=["*"])

    assert "access-control-allow-headers" not in answer.headers


async def test_wildcard_with_credentials_names_the_origin_in_preflight() -> None:
    answer = await preflight(allow_origins=["*"], allow_credentials=True)

    assert (allows(answer), answer.headers["access-control-allow-credentials"]) == (ORIGIN, "true")


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        pytest.param({"origin": "https://evil.example"}, "origin", id="origin"),
        pytest.param({"access-control-request-method": "POST"}, "method", id="method"),
        pytest.param({"access-control-request-method": "get"}, "method", id="method in lower case"),
        pytest.param({"access-control-request-headers": "X-No"}, "headers", id="headers"),
        pytest.param({"access-control-request-headers": "a: b"}, "headers", id="no name"),
        pytest.param({"access-control-request-private-network": "true"}, "private-network", id="private network"),
        pytest.param(
            {
                "origin": "https://evil.example",
                "access-control-request-method": "PUT",
                "access-control-request-headers": "X-No, X-Neither",
            },
            "origin, method, headers",
            id="several",
        ),
    ],
)
async def test_preflight_says_what_is_refused(headers: dict[str, str], refused: str) -> None:
    answer = await preflight(headers, allow_origins=[ORIGIN])

    assert (answer.status, answer.text) == (400, f"Disallowed CORS {refused}")


async def test_refused_origin_is_not_named() -> None:
    answer = await preflight({"origin": "https://evil.example"}, allow_origins=[ORIGIN])

    assert allows(answer) is None


@pytest.mark.parametrize("requested", ["", "accept,, content-type ,"])
async def test_empty_items_of_a_list_do_not_count(requested: str) -> None:
    answer = await preflight({"access-control-request-headers": requested}, allow_origins=[ORIGIN])

    assert answer.status == 200


@pytest.mark.parametrize("requested", ["x\r\nset-cookie: a=b", "x\0y", "x\xfc"])
async def test_headers_that_would_break_the_answer_are_not_mirrored(requested: str) -> None:
    answer = await preflight({"access-control-request-headers": requested}, allow_origins=["*"], allow_headers=["*"])

    assert (answer.status, answer.text) == (400, "Disallowed CORS headers")
    assert "access-control-allow-headers" not in answer.headers


async def test_private_network_is_granted() -> None:
    answer = await preflight(
        {"access-control-request-private-network": "true"}, allow_origins=[ORIGIN], allow_private_network=True
    )

    assert (answer.status, answer.headers["access-control-allow-private-network"]) == (200, "true")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"origin": ORIGIN}, id="no method asked for"),
        pytest.param({"access-control-request-method": "GET"}, id="no origin"),
    ],
)
async def test_other_options_requests_reach_the_application(headers: dict[str, str]) -> None:
    app = CORSMiddleware(answering(b"inside"), allow_origins=[ORIGIN])

    answer = await call(app, http_scope("OPTIONS", headers=headers))

    assert answer.body == b"inside"


# Errors


def failing(**options: Any) -> Fireweed:
    app = Fireweed(**options)
    app.add_middleware(CORSMiddleware, allow_origins=[ORIGIN])

    @app.get("/unhandled")
    async def fail() -> None:
        raise KeyError

    @app.get("/refused")
    async def refuse() -> None:
        raise HTTPException(403)

    return app


async def get_500(app: Fireweed, headers: dict[str, str]) -> AsgiRecorder:
    recorder = AsgiRecorder(app, http_scope(path="/unhandled", headers=headers))
    recorder.feed_body()
    with pytest.raises(KeyError):
        await recorder.run()
    return recorder


async def test_pages_may_read_handled_errors() -> None:
    answer = await call(failing(), http_scope(path="/refused", headers={"origin": ORIGIN}))

    assert (answer.status, allows(answer)) == (403, ORIGIN)


@pytest.mark.parametrize("debug", [False, True])
async def test_pages_may_read_unhandled_errors(debug: bool) -> None:
    answer = await get_500(failing(debug=debug), {"origin": ORIGIN})

    assert (answer.status, allows(answer), answer.headers["vary"]) == (500, ORIGIN, "Origin")


async def test_pages_of_other_origins_may_not_read_unhandled_errors() -> None:
    answer = await get_500(failing(), {"origin": "https://evil.example"})

    assert (answer.status, allows(answer)) == (500, None)


async def test_unhandled_error_is_answered_for_caches() -> None:
    answer = await get_500(failing(), {})

    assert (allows(answer), answer.headers["vary"]) == (None, "Origin")


async def test_handler_that_allows_the_origin_itself_is_not_doubled() -> None:
    async def answer_500(request: Request, error: Exception) -> Response:
        return PlainTextResponse("sorry", 500, headers={"Access-Control-Allow-Origin": "*"})

    answer = await get_500(failing(exception_handlers={500: answer_500}), {"origin": ORIGIN})

    assert [value for name, value in answer.raw_headers if name.endswith(b"-origin")] == [ORIGIN.encode()]


async def test_unhandled_error_is_answered_whatever_stands_around() -> None:
    class Silent:
        """Loses what is sent after its application has failed."""

        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            open_ = True

            async def send_while_open(message: Any) -> None:
                if open_:
                    await send(message)

            try:
                await self.app(scope, receive, send_while_open)
            finally:
                open_ = False

    app = failing()
    app.add_middleware(Silent)

    answer = await get_500(app, {"origin": ORIGIN})

    assert (answer.status, allows(answer)) == (500, ORIGIN)


# Construction


def test_constants_are_what_the_fetch_standard_says() -> None:
    assert ALL_METHODS == ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY")
    assert {"Accept", "Accept-Language", "Content-Language", "Content-Type"} == SAFELISTED_HEADERS


@pytest.mark.parametrize("name", ["allow_origins", "allow_methods", "allow_headers", "expose_headers"])
def test_text_in_place_of_a_list_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match=rf"write {name}=\['https://a'\]"):
        build(**{name: "https://a"})


async def test_bare_wildcard_is_a_list() -> None:
    answer = await get({"origin": ORIGIN}, allow_origins="*")

    assert allows(answer) == "*"


@pytest.mark.parametrize(
    "origin", ["", "example.com", "https://a/path", "https://*.example.com", "https://a\r\nx: y", "https://a b"]
)
def test_origin_that_no_request_comes_from_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match=r"which no request can come from.*allow_origin_regex"):
        CORSMiddleware(answering(), allow_origins=[origin])


@pytest.mark.parametrize("name", ["allow_methods", "allow_headers", "expose_headers"])
@pytest.mark.parametrize("value", ["", "a b", "a, b", "a\r\nb: c", "ü"])
def test_text_that_is_no_name_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        build(**{name: [value]})
