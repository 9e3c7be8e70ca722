"""One application in several processes: `python docs/examples/several_processes.py`, or `fw run` with `--workers`."""

import os

from fireweed import Fireweed
from fireweed_server import run

app = Fireweed(title="Several processes")


@app.get("/process")
def read_process() -> dict[str, int]:
    return {"process": os.getpid()}


if __name__ == "__main__":
    run(f"{__file__}:app", workers=2, limit_max_requests=10_000, limit_max_requests_jitter=1_000)
