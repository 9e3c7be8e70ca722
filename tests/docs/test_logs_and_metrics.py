"""The program about logs, served as its page says."""

import json
import re
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from docs.programs import ROOT
from kit.server_process import HANG_LIMIT, ServerProcess, Start, get_stream, starting_servers, wait_line

PAGE = ROOT / "docs/guides/logs-and-metrics.md"
OF_SUPERVISORS = {"fireweed_workers", "fireweed_workers_ended_total"}
SHOWN_LATER = {"fireweed_requests_total"}
"""Once there was a request."""


@pytest.fixture
def start() -> Iterator[Start]:
    with starting_servers(ROOT) as start:
        yield start


def test_lines_of_the_application_tell_the_request(start: Start) -> None:
    arguments = ("--port", "0", "--log-format", "json", "--request-id-header", "X-Request-ID", "--metrics", "0")
    process = start("docs/examples/logs_and_metrics.py", *arguments)
    port = int(wait_line(get_stream(process.stderr), r"Serving .* on http://127\.0\.0\.1:(\d+)").group(1))
    connection = HTTPConnection("127.0.0.1", port, timeout=HANG_LIMIT)
    connection.request("POST", "/loans/7", headers={"X-Request-ID": "from-the-proxy"})
    connection.getresponse().read()
    connection.close()

    line = json.loads(wait_line(get_stream(process.stderr), "is lent").string)
    access_line = json.loads(wait_line(get_stream(process.stdout), "/loans/7").string)

    assert (line["logger"], line["message"]) == ("library", "Book 7 is lent.")
    assert line["request_id"] == access_line["request_id"] == "from-the-proxy"


def test_figures_of_the_application_are_among_the_others(start: Start) -> None:
    process = start("docs/examples/own_figures.py", "--port", "0", "--metrics", "0")
    metrics_url = wait_line(get_stream(process.stderr), r"Metrics on (\S+)\.").group(1)
    server = ServerProcess(process)
    for method, path in (("POST", "/reminders/ada"), ("POST", "/reminders/bob"), ("POST", "/reminders")):
        connection = server.connect()
        connection.request(method, path)
        connection.getresponse().read()
        connection.close()

    with urllib.request.urlopen(metrics_url) as response:
        lines = response.read().decode().splitlines()

    assert "library_reminders_waiting 1.0" in lines


def read_figures(start: Start, *arguments: str) -> set[str]:
    process = start("docs/examples/first_steps.py", "--port", "0", "--metrics", "0", *arguments)
    metrics_url = wait_line(get_stream(process.stderr), r"Metrics on (\S+)\.").group(1)
    ServerProcess(process)
    with urllib.request.urlopen(metrics_url) as response:
        return set(re.findall(r"^# TYPE (\w+)", response.read().decode(), re.MULTILINE))


def test_page_names_every_figure(start: Start) -> None:
    named = set(re.findall(r"`((?:fireweed|process)_\w+)`", PAGE.read_text("utf-8")))

    assert read_figures(start) | SHOWN_LATER | OF_SUPERVISORS == named


def test_page_names_the_figures_of_supervisors(start: Start) -> None:
    assert read_figures(start, "--workers", "1") >= OF_SUPERVISORS
