"""Real Redis and PostgreSQL servers for tests, each in a temporary directory and reached by a Unix socket there."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kit.server_process import HANG_LIMIT, get_stream, killing_after, wait_line

# Where Debian has the programs of PostgreSQL that are not for users.
_POSTGRES_PROGRAMS = "/usr/lib/postgresql"


@contextmanager
def serving_redis() -> Iterator[Path]:
    """Gives the socket of an empty Redis that keeps nothing on disk."""
    with _temporary_directory(user=None) as directory:
        path = directory / "redis.sock"
        command = ["redis-server", "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(directory)]
        with _running(command):
            yield path


@contextmanager
def serving_postgres() -> Iterator[Path]:
    """Gives the directory with the socket of an empty PostgreSQL, whose superuser and database are `postgres`."""
    # PostgreSQL does not run for root; its packages bring this user along.
    user = "postgres" if os.geteuid() == 0 else None
    with _temporary_directory(user) as directory:
        data = str(directory / "data")
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        initialise = [_find_postgres("initdb"), *options, data]
        subprocess.run(initialise, user=user, cwd=directory, check=True, stdout=subprocess.DEVNULL)
        command = [_find_postgres("postgres"), "-D", data, "-k", str(directory), "-h", "", "-F"]
        with _running(command, user=user, stop=signal.SIGQUIT):  # without waiting for clients
            yield directory


def _find_postgres(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        # The newest version, should there be several.
        found = str(max(Path(_POSTGRES_PROGRAMS).glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3])))
    return found


@contextmanager
def _temporary_directory(user: str | None) -> Iterator[Path]:
    # Not below pytest's, whose path is too long for a socket and closed to other users.
    with tempfile.TemporaryDirectory() as directory:
        if user is not None:
            shutil.chown(directory, user)
        yield Path(directory)


@contextmanager
def _running(
    command: Sequence[str], *, user: str | None = None, stop: signal.Signals = signal.SIGTERM
) -> Iterator[None]:
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, user=user, cwd=tempfile.gettempdir()
    )
    try:
        with killing_after(HANG_LIMIT, [process]):
            wait_line(get_stream(process.stdout), "(?i)ready to accept connections")
        yield
    finally:
        process.send_signal(stop)
        process.communicate(timeout=HANG_LIMIT)
