"""An application of no framework under both commands, and both parsers."""

from pathlib import Path

import httpx2
import pytest

from interop.serving import FW, MODULE, serving


@pytest.mark.parametrize("command", [FW, MODULE], ids=["fw", "module"])
@pytest.mark.parametrize("parser", ["httptools", "h11"])
def test_is_served(tmp_path: Path, command: tuple[str, ...], parser: str) -> None:
    with serving("raw:app", "--http", parser, folder=tmp_path, command=command) as site:
        answer = httpx2.get(f"{site.url}/any")

    assert answer.json()["path"] == "/any"
    assert answer.headers["server"] == "fireweed"


def test_several_processes_serve_it(tmp_path: Path) -> None:
    with serving("raw:app", "--workers", "2", folder=tmp_path) as site:
        answers = [httpx2.get(site.url).status_code for _ in range(10)]

    assert answers == [200] * 10
