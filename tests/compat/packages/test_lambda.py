"""An application as an AWS Lambda function through Mangum, which gets the same events as behind AWS's gateways."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx2
import pytest

Serve = Callable[..., httpx2.Client]
Event = dict[str, Any]

FUNCTION = Path(__file__).parent / "programs/orders_lambda.py"
JSON = {"content-type": "application/json"}
ORDER = json.dumps({"item": "oar", "amount": 2})


def build_http_event(
    method: str, path: str, query: str = "", headers: dict[str, str] | None = None, body: str | bytes | None = None
) -> Event:
    """Of an HTTP API: payload format 2.0."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": "abc.execute-api.eu-west-1.amazonaws.com", "x-forwarded-proto": "https", **(headers or {})},
        "requestContext": {
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
            "domainName": "abc.execute-api.eu-west-1.amazonaws.com",
            "stage": "$default",
        },
        **build_body(body),
    }


def build_rest_event(
    method: str, path: str, query: str = "", headers: dict[str, str] | None = None, body: str | bytes | None = None
) -> Event:
    """Of a REST API: payload format 1.0, whose path begins with its base path."""
    headers = {"Host": "api.shop.example", "X-Forwarded-Proto": "https", **(headers or {})}
    return {
        "resource": "/{proxy+}",
        "path": f"/v1{path}",
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": dict(parse_qsl(query)),
        "multiValueQueryStringParameters": {name: [value] for name, value in parse_qsl(query)},
        "requestContext": {"stage": "prod", "identity": {"sourceIp": "192.0.2.1"}, "resourcePath": "/{proxy+}"},
        **build_body(body),
    }


def build_balancer_event(
    method: str, path: str, query: str = "", headers: dict[str, str] | None = None, body: str | bytes | None = None
) -> Event:
    """Of an application load balancer, which leaves the query encoded."""
    return {
        "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/orders/1"}},
        "path": path,
        "httpMethod": method,
        "headers": {"host": "lb.example", "x-forwarded-for": "192.0.2.1", **(headers or {})},
        "queryStringParameters": dict(pair.split("=", 1) for pair in query.split("&") if pair),
        **build_body(body),
    }


def build_body(body: str | bytes | None) -> Event:
    if isinstance(body, bytes):
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    return {"body": body, "isBase64Encoded": False}


BUILDERS = [build_http_event, build_rest_event, build_balancer_event]
every_kind = pytest.mark.parametrize("build", BUILDERS, ids=["http-api", "rest-api", "load-balancer"])


def invoke(*events: Event) -> list[dict[str, Any]]:
    """The results of the function for events, one after the other in one process."""
    command = [sys.executable, "-m", "fireweed.compat", str(FUNCTION)]
    lines = "".join(json.dumps(event) + "\n" for event in events)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@every_kind
def test_function_answers_200(build: Callable[..., Event]) -> None:
    (answer,) = invoke(build("GET", "/orders", "item=oa", {"cookie": "last=sail"}))

    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {"found": ["oar"], "last": "sail", "client": "192.0.2.1"}


@every_kind
def test_function_reads_a_body(build: Callable[..., Event]) -> None:
    answers = invoke(*(build("POST", "/orders", "", JSON, body) for body in (ORDER, ORDER.encode())))

    assert [answer["statusCode"] for answer in answers] == [201, 201]
    assert [json.loads(answer["body"]) for answer in answers] == [
        {"item": "oar", "amount": 2, "id": 1, "total": 25.0}
    ] * 2


@every_kind
def test_function_refuses(build: Callable[..., Event]) -> None:
    bodies = ['{"item": "oar", "amount": 0}', '{"item": "rudder", "amount": 1}', "{"]

    answers = invoke(*(build("POST", "/orders", "", JSON, body) for body in bodies), build("GET", "/nothing"))

    assert [answer["statusCode"] for answer in answers] == [422, 404, 422, 404]
    details = [json.loads(answer["body"])["detail"] for answer in answers]
    assert [details[0][0]["loc"], details[1], details[2][0]["type"], details[3]] == [
        ["body", "amount"],
        "There is no rudder",
        "json_invalid",
        "Not Found",
    ]


@every_kind
def test_function_answers_500_and_goes_on(build: Callable[..., Event]) -> None:
    broken, fine = invoke(build("GET", "/broken"), build("GET", "/orders"))

    assert (broken["statusCode"], fine["statusCode"]) == (500, 200)


@every_kind
def test_function_answers_bytes_in_base64(build: Callable[..., Event]) -> None:
    (answer,) = invoke(build("GET", "/pixel"))

    assert answer["isBase64Encoded"] is True
    assert base64.b64decode(answer["body"]).startswith(b"\x89PNG\r\n")


@every_kind
def test_function_reads_encoded_paths_and_queries(build: Callable[..., Event]) -> None:
    (answer,) = invoke(build("GET", "/files/a/b c", urlencode({"tag": "ö&"})))

    assert json.loads(answer["body"]) == ["a/b c", "ö&"]


@every_kind
def test_function_takes_uploads(build: Callable[..., Event]) -> None:
    content = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n\xff\x00\r\n--b--\r\n'

    (answer,) = invoke(build("POST", "/upload", "", {"content-type": "multipart/form-data; boundary=b"}, content))

    assert json.loads(answer["body"]) == {"name": "a.bin", "size": 2}


@every_kind
def test_function_answers_other_origins(build: Callable[..., Event]) -> None:
    asked = {"origin": "https://shop.example", "access-control-request-method": "POST"}

    (answer,) = invoke(build("OPTIONS", "/orders", "", asked))

    headers = {name: values[0] for name, values in answer.get("multiValueHeaders", {}).items()} | answer["headers"]
    assert answer["statusCode"] == 200
    assert headers["access-control-allow-origin"] == "https://shop.example"


def test_function_sets_several_cookies() -> None:
    http, rest = invoke(*(build("POST", "/orders", "", JSON, ORDER) for build in BUILDERS[:2]))

    cookies = ["last=oar; Path=/; SameSite=lax", "seen=yes; Path=/; SameSite=lax"]
    assert http["cookies"] == cookies
    assert rest["multiValueHeaders"]["set-cookie"] == cookies


def test_function_finds_its_event_and_context() -> None:
    http, rest = (json.loads(answer["body"]) for answer in invoke(*(build("GET", "/where") for build in BUILDERS[:2])))

    host = "https://abc.execute-api.eu-west-1.amazonaws.com"
    assert http == {"url": f"{host}/where", "gateway": "$default", "function": "orders"}
    assert rest == {"url": "https://api.shop.example/where", "gateway": "prod", "function": "orders"}


def test_function_runs_lifespan_and_tasks_for_each_event() -> None:
    events = [build_http_event("POST", "/orders", "", JSON, ORDER), build_http_event("GET", "/journal")]

    journal = json.loads(invoke(*events)[1]["body"])

    assert journal == ["started", "noted oar", "stopped", "started"]


def test_function_answers_over_http_as_well(serve: Serve) -> None:
    client = serve("orders_lambda")

    placed = client.post("/orders", content=ORDER, headers=JSON)

    (answer,) = invoke(build_http_event("POST", "/orders", "", JSON, ORDER))
    assert (placed.status_code, placed.text) == (answer["statusCode"], answer["body"])
    assert client.get("/journal").json() == ["started", "noted oar"]
