"""The certificates that the page about TLS makes are taken, asked for and renewed."""

import json
import os
import re
import shlex
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.programs import ROOT
from kit.service import Service, run_service

BLOCKS = re.findall(r"```console\n(.*?)```", (ROOT / "docs/guides/tls.md").read_text("utf-8"), re.DOTALL)


def read_commands(part: str) -> list[list[str]]:
    """The commands of the one block that has `part`."""
    (block,) = (block for block in BLOCKS if part in block)
    return [shlex.split(line) for line in block.splitlines()]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands are carried out, as if the examples were there."""
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def service(folder: Path) -> Iterator[Service]:
    *making, (_, *serving) = read_commands("openssl req")
    for command in making:
        subprocess.run(command, capture_output=True, check=True)
    position = serving.index("--port")
    with run_service([*serving[:position], *serving[position + 2 :]], dict(os.environ)) as service:
        yield service


def ask(service: Service, *, with_certificate: bool) -> object:
    """What curl is told to do on the page."""
    ((_, *words),) = read_commands("curl")
    url = words.pop()
    options = dict(zip(words[::2], words[1::2], strict=True))
    context = ssl.create_default_context(cafile=options["--cacert"])
    if with_certificate:
        context.load_cert_chain(options["--cert"], options["--key"])
    with urllib.request.urlopen(url.replace("8443", str(service.port)), context=context) as response:
        return json.load(response)


def test_the_client_is_called_by_its_certificate(service: Service) -> None:
    assert ask(service, with_certificate=True) == {"client_name": "CN=ann"}


def test_a_client_without_a_certificate_gets_no_answer(service: Service) -> None:
    with pytest.raises((urllib.error.URLError, ConnectionError, ssl.SSLError)):
        ask(service, with_certificate=False)
