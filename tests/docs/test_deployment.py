"""The files for other programs in docs/examples/deployment say what this one understands."""

import configparser
import shlex
from pathlib import Path

import click
import pytest

from docs.programs import load_program
from fireweed.cli.serve import build_run_command
from fireweed.testclient import TestClient

DEPLOYMENT = Path(__file__).parents[2] / "docs/examples/deployment"


def read_unit(name: str) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # names of units have capitals
    unit.read(DEPLOYMENT / name)
    return unit


def test_service_starts_with_a_command_that_exists() -> None:
    program, command, *arguments = shlex.split(read_unit("library.service")["Service"]["ExecStart"])
    run = build_run_command()

    context = run.make_context("run", arguments, resilient_parsing=False)

    assert (Path(program).name, command) == ("fw", "run")
    assert context.params["app"] == "library.main:app"
    assert context.get_parameter_source("bind") is not click.core.ParameterSource.COMMANDLINE


def test_service_has_longer_to_stop_than_the_server_takes() -> None:
    params = build_run_command().make_context("run", ["app:app"]).params
    service = read_unit("library.service")["Service"]

    assert int(service["TimeoutStopSec"]) > params["graceful_shutdown_timeout"]


def test_proxy_sets_every_field_that_is_believed_by_default() -> None:
    believed = build_run_command().make_context("run", ["app:app"]).params["forwarded_headers"].split(",")
    lines = [line.split() for line in (DEPLOYMENT / "nginx.conf").read_text().splitlines()]

    assert set(believed) <= {line[1].lower() for line in lines if line and line[0] == "proxy_set_header"}


@pytest.mark.parametrize(
    ("file", "directive"),
    [
        pytest.param("nginx-stream.conf", "proxy_protocol on;", id="nginx"),
        pytest.param("haproxy.cfg", "send-proxy-v2", id="haproxy"),
    ],
)
def test_balancers_say_who_connects_to_the_port_that_is_served(file: str, directive: str) -> None:
    params = build_run_command().make_context("run", ["app:app", "--proxy-protocol"]).params
    text = (DEPLOYMENT / file).read_text()

    assert directive in text
    assert f"server 127.0.0.1:{params['port']}" in text or f"server library 127.0.0.1:{params['port']}" in text


@pytest.mark.parametrize("path", ["/", "/certificate"])
def test_application_answers_without_tls(path: str) -> None:
    client = TestClient(load_program("docs/examples/who_asks.py").app)

    assert client.get(path).status_code == 200
