"""curl, run to its end."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.server_process import HANG_LIMIT


@dataclass(frozen=True, slots=True)
class Curled:
    """What curl printed; `log` is what it tells with --verbose."""

    output: str
    log: str

    def json(self) -> Any:
        return json.loads(self.output)


def curl(*arguments: str | Path, body: bytes | None = None) -> Curled:
    """Run curl, verbosely, with `body` as its standard input. It has to succeed."""
    command: Sequence[str | Path] = ["curl", "--silent", "--show-error", "--verbose", *arguments]
    done = subprocess.run(command, input=body, capture_output=True, timeout=HANG_LIMIT, check=False)
    log = done.stderr.decode()
    assert done.returncode == 0, log
    return Curled(done.stdout.decode(), log)
