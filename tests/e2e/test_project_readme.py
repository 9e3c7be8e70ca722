"""The project's README is executed: its first program is served, its walk through the demo is run by a shell."""

import json
import os
import re
import shlex
import subprocess
import sysconfig
import urllib.request
from http import HTTPStatus
from pathlib import Path

from kit.service import Service, find_free_port, run_service

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
ADMIN = {"SHOP_ADMIN_EMAIL": "admin@example.com", "SHOP_ADMIN_PASSWORD": "open sesame please"}


def find_block(language: str, part: str) -> str:
    """The one block of code in `language` that contains `part`."""
    blocks = [match[1] for match in re.finditer(rf"```{language}\n(.*?)```", README, re.DOTALL) if part in match[1]]
    assert len(blocks) == 1, f"README.md has {len(blocks)} blocks with {part!r}"
    return blocks[0]


def test_first_program_answers_as_promised(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(find_block("python", "Fireweed()"))
    target = re.search(r"curl 'http://127.0.0.1:8000(.*?)'", find_block("bash", "curl 'http"))
    assert target is not None

    with (
        run_service(["run", "main:app", "--app-dir", str(tmp_path), "--host", "127.0.0.1"], {}) as service,
        urllib.request.urlopen(f"{service.url}{target[1]}") as response,
    ):
        assert json.load(response) == json.loads(find_block("json", "item_id"))


def test_command_for_production_serves(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(find_block("python", "Fireweed()"))
    _, *arguments = shlex.split(find_block("bash", "--workers"))
    arguments[arguments.index("--metrics") + 1] = str(metrics_port := find_free_port())

    with (
        run_service([*arguments, "--app-dir", str(tmp_path), "--host", "127.0.0.1"], {}) as service,
        urllib.request.urlopen(f"{service.url}/items/7") as response,
        urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/health") as health,
    ):
        assert json.load(response) == {"item_id": 7, "limit": 10}
        assert health.status == HTTPStatus.OK
        assert service.stop() == 0


def run_walk(service: Service) -> subprocess.CompletedProcess[str]:
    commands = find_block("bash", "log_in()").replace("http://127.0.0.1:8000", service.url)
    environment = {**os.environ, "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_walk_through_the_demo_works(tmp_path: Path) -> None:
    environment = {
        **ADMIN,
        "SHOP_SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "SHOP_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}",
    }
    demo = ["run", "shop.main:app", "--app-dir", str(ROOT / "docs/examples"), "--host", "127.0.0.1"]

    with run_service(demo, environment) as service:
        lines = run_walk(service).stdout.splitlines()

    customer, product, order, listed = (json.loads(line) for line in lines[:4])
    assert customer["email"] == "ada@example.com"
    assert (product["name"], order["total_cents"]) == ("Teapot", 2 * product["price_cents"])
    assert listed["total"] == 1
    assert lines[4].startswith("order_id,")
    assert len(lines) == 6
