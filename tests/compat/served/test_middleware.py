"""The program `middleware`: what is done around the endpoints, and in which order."""

import pytest

from kit.served_programs import Serve

ORIGIN = {"origin": "https://app.example"}
ORDER = "log in, timing in, class in, endpoint, class out, timing out, log out"


def test_middleware_runs_from_the_last_added_inwards(share: Serve) -> None:
    answer = share("middleware:app").client.get("/large")

    assert answer.headers["x-order"] == ORDER
    assert float(answer.headers["x-process-time"]) > 0


@pytest.mark.parametrize(
    ("path", "coding", "used"),
    [("/large", "gzip", "gzip"), ("/large", "br", None), ("/small", "gzip", None)],
    ids=["large", "unknown", "small"],
)
def test_gzip_compresses_what_is_large_for_who_takes_it(share: Serve, path: str, coding: str, used: str | None) -> None:
    answer = share("middleware:app").client.get(path, headers={"accept-encoding": coding})

    assert answer.headers.get("content-encoding") == used
    assert set(answer.json()) == {"x"}
    assert ("Accept-Encoding" in answer.headers["vary"]) is (path == "/large")


@pytest.mark.parametrize("path", ["/large", "/unlucky", "/gone", "/nowhere", "/numbers/x"])
def test_headers_are_there_whatever_is_answered(share: Serve, path: str) -> None:
    answer = share("middleware:app").client.get(path, headers=ORIGIN)

    assert answer.headers["access-control-allow-origin"] == ORIGIN["origin"]
    assert answer.headers["access-control-expose-headers"] == "X-Process-Time"
    assert answer.headers.keys() >= {"x-process-time", "x-order"}


def test_cors_answers_preflights_after_the_outer_middleware(share: Serve) -> None:
    answer = share("middleware:app").client.options(
        "/large", headers={**ORIGIN, "access-control-request-method": "GET"}
    )

    assert answer.headers["access-control-allow-origin"] == ORIGIN["origin"]
    assert answer.headers["x-order"] == "log in, timing in, timing out, log out"


def test_requests_are_logged(share: Serve) -> None:
    program = share("middleware:app")

    program.client.get("/gone")

    program.server.wait_error(r"^program INFO GET /gone -> 410$")


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/unlucky", 418, '{"unlucky":"13"}'),
        ("/gone", 410, '{"error":"Gone for good"}'),
        ("/nowhere", 404, '{"error":"Not Found"}'),
        (
            "/numbers/x",
            400,
            "('path', 'number'): Input should be a valid integer, unable to parse string as an integer",
        ),
        ("/numbers/0", 500, '{"bug":"ZeroDivisionError"}'),
    ],
    ids=["own", "http", "not-found", "validation", "all"],
)
def test_handlers_answer_for_exceptions(share: Serve, path: str, status: int, body: str) -> None:
    answer = share("middleware:app").client.get(path)

    assert (answer.status_code, answer.text) == (status, body)


def test_handlers_set_headers_and_other_methods_are_refused(share: Serve) -> None:
    client = share("middleware:app").client

    gone, refused = client.get("/gone"), client.post("/gone")

    assert gone.headers["x-gone"] == "yes"
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
    assert refused.json() == {"error": "Method Not Allowed"}


def test_bugs_are_answered_outside_of_function_middleware_and_logged(share: Serve) -> None:
    program = share("middleware:app")

    answer = program.client.get("/numbers/0", headers=ORIGIN)

    assert not {"x-order", "x-process-time"} & answer.headers.keys()
    program.server.wait_error(r"ZeroDivisionError: division by zero")
