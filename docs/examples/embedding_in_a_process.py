"""The server in a process of its own, started and stopped: `python docs/examples/embedding_in_a_process.py`."""

import multiprocessing
import socket
import sys
from multiprocessing.process import BaseProcess

from fireweed import Fireweed
from fireweed_server import run

app = Fireweed()


@app.get("/")
async def read_root() -> dict[str, str]:
    return {"message": "served by a process"}


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_listening(port: int, process: BaseProcess) -> None:
    while process.is_alive():
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        process.join(0.05)


def main() -> int | None:
    """Serve for a moment; gives the exit status of the process."""
    port = find_free_port()
    process = multiprocessing.get_context("spawn").Process(target=run, args=(f"{__file__}:app",), kwargs={"port": port})
    process.start()
    wait_until_listening(port, process)
    process.terminate()  # SIGTERM: it finishes its requests
    process.join()
    return process.exitcode


if __name__ == "__main__":
    sys.exit(main())
