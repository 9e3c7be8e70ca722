"""The README of the demo application is executed: its commands are run by a shell, its answers must come out."""

import os
import re
import signal
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kit.service import STOP_LIMIT, find_free_port, wait_until_listening

ROOT = Path(__file__).parents[3]
README = (ROOT / "docs/examples/shop/README.md").read_text()
PORT_IN_README = "8000"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+(Z|\+00:00)")
BETWEEN_STEPS = "--- next step ---"


@dataclass(frozen=True, slots=True)
class Step:
    """A block of commands and the answers that the README promises."""

    commands: str
    answers: str


def find_blocks(*languages: str) -> list[str]:
    return [match[2] for match in re.finditer(r"```(\w+)\n(.*?)```", README, re.DOTALL) if match[1] in languages]


def read_steps() -> list[Step]:
    commands = [block for block in find_blocks("bash") if "curl" in block]
    return [Step(*pair) for pair in zip(commands, find_blocks("json", "csv"), strict=True)]


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Start the service with the README's own commands."""
    port = find_free_port()
    [commands] = [block for block in find_blocks("bash") if "fw run" in block]
    scripts = sysconfig.get_path("scripts")
    process = subprocess.Popen(
        ["bash", "-ec", commands.replace("fw run", "exec fw run").replace(PORT_IN_README, str(port))],
        cwd=ROOT,
        env={
            **os.environ,
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "SHOP_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}",
        },
    )
    try:
        wait_until_listening(process, port)
        yield port
        process.send_signal(signal.SIGINT)
        assert process.wait(STOP_LIMIT) == 0
    finally:
        process.kill()
        process.wait()


def test_commands_of_the_readme_give_its_answers(port: int) -> None:
    steps = read_steps()
    script = f"echo '{BETWEEN_STEPS}'\n".join(step.commands for step in steps).replace(PORT_IN_README, str(port))

    shell = subprocess.run(["bash", "-ec", script], capture_output=True, text=True, check=True, timeout=STOP_LIMIT)

    answers = shell.stdout.replace("\r\n", "\n").split(f"{BETWEEN_STEPS}\n")
    assert [MOMENT.sub("<moment>", answer) for answer in answers] == [
        MOMENT.sub("<moment>", step.answers) for step in steps
    ]
