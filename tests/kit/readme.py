"""The README of a demo application, carried out by a shell: its commands must give the answers it shows."""

import os
import re
import signal
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kit.service import STOP_LIMIT, find_free_port, wait_until_listening

ROOT = Path(__file__).parents[2]
PORT_IN_README = "8000"
_BETWEEN_STEPS = "--- next step ---"


@dataclass(frozen=True, slots=True)
class Step:
    """A block of commands and the answers that the README promises."""

    commands: str
    answers: str


class Readme:
    """A page with one block of commands that starts the service, and blocks with `curl`, an answer to each."""

    def __init__(self, file: str) -> None:
        self._text = (ROOT / file).read_text()

    def find_blocks(self, *languages: str) -> list[str]:
        found = re.finditer(r"```(\w+)\n(.*?)```", self._text, re.DOTALL)
        return [match[2] for match in found if match[1] in languages]

    def read_steps(self) -> list[Step]:
        commands = [block for block in self.find_blocks("bash") if "curl" in block]
        return [Step(*pair) for pair in zip(commands, self.find_blocks("json", "csv", "text"), strict=True)]

    @contextmanager
    def serve(self, environment: Mapping[str, str]) -> Iterator[int]:
        """Start the service with the README's own commands, on the port given; it must stop without an error."""
        port = find_free_port()
        [commands] = [block for block in self.find_blocks("bash") if "fw run" in block]
        path = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"
        process = subprocess.Popen(
            ["bash", "-ec", commands.replace("fw run", "exec fw run").replace(PORT_IN_README, str(port))],
            cwd=ROOT,
            env={**os.environ, "PATH": path, **environment},
        )
        try:
            wait_until_listening(process, port)
            yield port
            process.send_signal(signal.SIGINT)
            assert process.wait(STOP_LIMIT) == 0
        finally:
            process.kill()
            process.wait()


def run_steps(steps: Sequence[Step], port: int) -> list[str]:
    """The answers to the steps, taken one after the other in one shell, as if the service had the README's port."""
    script = f"echo '{_BETWEEN_STEPS}'\n".join(step.commands for step in steps).replace(PORT_IN_README, str(port))
    shell = subprocess.run(
        ["bash", "-ec", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=STOP_LIMIT
    )
    answers = shell.stdout.replace("\r\n", "\n").replace(str(port), PORT_IN_README)
    return answers.split(f"{_BETWEEN_STEPS}\n")
