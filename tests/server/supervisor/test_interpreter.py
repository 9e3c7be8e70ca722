"""The command line of a worker process."""

import subprocess
import sys

from fireweed_server.supervisor.interpreter import build_worker_command


def test_worker_runs_the_same_interpreter_and_gets_its_arguments_last() -> None:
    command = build_worker_command(["3", "4"])

    assert (command[0], command[-2:]) == (sys.executable, ["3", "4"])


def test_worker_has_the_options_of_this_process() -> None:
    program = "from fireweed_server.supervisor.interpreter import build_worker_command as b; print(b([]))"

    output = subprocess.check_output(
        [sys.executable, "-OO", "-Wignore::FutureWarning", "-Xutf8", "-c", program], text=True
    )

    assert all(option in output for option in ("'-O', '-O'", "'-Wignore::FutureWarning'", "'-Xutf8'"))
