"""Applications of other kinds, mounted; and an application inside another kind of server."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2

PROGRAMS = Path(__file__).with_name("programs")


def test_flask_answers_below_its_path(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("flask_mount")

    assert client.post("/v1/greet", data={"name": "Ada"}).text == "Hello Ada from /v1"
    assert client.get("/v2").json() == {"message": "Hello World"}


def test_fastmcp_calls_a_tool(serve: Callable[[str], httpx2.Client]) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    arguments = {"name": "add", "arguments": {"first": 2, "second": 3}}
    accepted = {"accept": "application/json, text/event-stream"}

    answer = serve("tools").post("/tools/mcp", json={**call, "params": arguments}, headers=accepted)

    assert answer.json()["result"]["structuredContent"] == {"result": 5}


def test_mangum_answers_an_event() -> None:
    command = [sys.executable, "-m", "fireweed.compat", str(PROGRAMS / "lambda_function.py")]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {"name": "pen", "price": 2.5, "body": {"amount": 3}}
