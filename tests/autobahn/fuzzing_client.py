"""The fuzzing client of the Autobahn test suite: cases in, verdicts out. It runs on Python 2.7, in its own process.

https://github.com/crossbario/autobahn-testsuite
"""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / ".autobahn" / "packages"
PYTHON2 = "PYTHON2"
# Generous: a thousand messages of 128 KiB, compressed in Python 2.7, take a while on a busy machine.
LIMIT = 3600.0

_AGENT = "fireweed"
_RUN = f"import site; site.addsitedir({str(PACKAGES)!r}); from autobahntestsuite.wstest import run; run()"


class Verdict(NamedTuple):
    """What the suite says of one case: of the messages, and of how the connection was closed."""

    behavior: str
    close: str


def run_cases(url: str, patterns: Sequence[str], folder: Path) -> Mapping[str, Verdict]:
    """Run all cases that match `patterns`, such as "6.*", and return their verdicts by number.

    The suite's own pages about them go to `folder`.

    Raises:
        AssertionError: the suite is not installed, or broke down.
    """
    interpreter = os.environ.get(PYTHON2)
    if not interpreter or not PACKAGES.exists():
        raise AssertionError("The Autobahn test suite is not installed: make test-autobahn does that.")
    specification = folder / "specification.json"
    specification.write_text(
        json.dumps({"outdir": str(folder), "servers": [{"agent": _AGENT, "url": url}], "cases": list(patterns)})
    )
    command = [interpreter, "-c", _RUN, "--mode", "fuzzingclient", "--spec", str(specification)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    index = folder / "index.json"
    assert index.exists(), f"the fuzzing client broke down:\n{done.stdout}{done.stderr}"
    cases = json.loads(index.read_text())[_AGENT]
    return {number: Verdict(case["behavior"], case["behaviorClose"]) for number, case in cases.items()}
