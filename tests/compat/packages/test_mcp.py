"""The SDK of the Model Context Protocol: its client talks to a mounted server over streamable HTTP."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

# It writes all logs in columns, in which the server's first line shall be one line.
WIDE = {"COLUMNS": "250"}

Serve = Callable[..., httpx2.Client]


@pytest.fixture(scope="module")
def client(serve_module: Serve) -> httpx2.Client:
    return serve_module("contexts", **WIDE)


CLIENT = Path(__file__).with_name("programs") / "context_client.py"


def test_its_client_calls_tools_and_reads_resources(client: httpx2.Client) -> None:
    # The client's modules import Starlette, too.
    command = [sys.executable, "-m", "fireweed.compat", str(CLIENT), f"{str(client.base_url).rstrip('/')}/mcp/"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "tools": ["add_book"],
        "called": {"result": "Persuasion is one of 2"},
        "progress": [1],
        "read": "Persuasion, 249 pages",
        "prompt": "Review Emma, please.",
    }
    assert client.get("/shelf").json() == {"Emma": 474, "Persuasion": 249}


def test_refuses_what_is_no_message(client: httpx2.Client) -> None:
    accepted = {"accept": "application/json, text/event-stream", "content-type": "application/json"}

    answer = client.post("/mcp/", content=b"{", headers=accepted)

    assert answer.status_code == 400


def test_refuses_other_hosts(client: httpx2.Client) -> None:
    accepted = {"accept": "application/json, text/event-stream", "host": "elsewhere.example"}

    assert client.post("/mcp/", json={}, headers=accepted).status_code == 421
