"""Processes that supervisors collect."""

import os
import subprocess
import sys

from fireweed_server.supervisor.control import collect_all_but, collect_orphans

SCRIPT = [sys.executable, "-c", "pass"]


def has_ended(pid: int) -> bool:
    """Waits until a child has ended, and leaves it to be collected."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT) is not None


def test_collects_what_was_left_behind() -> None:
    pid = os.posix_spawn(sys.executable, SCRIPT, os.environ)
    assert has_ended(pid)

    collect_all_but([])

    assert not os.path.exists(f"/proc/{pid}")


def test_leaves_its_own_to_those_who_started_them() -> None:
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(7)"])
    assert has_ended(process.pid)

    collect_all_but([process.pid])

    assert process.wait() == 7


def test_only_process_1_has_to_do_with_what_others_started() -> None:
    pid = os.posix_spawn(sys.executable, SCRIPT, os.environ)
    assert has_ended(pid)

    collect_orphans([])

    assert os.waitpid(pid, 0) == (pid, 0)
