"""`python -m benchmarks.startup.compat`: the cold start of a program under `--compat`, and of the same program moved.

Both are served by `fw run` in turns, each time in a new process, from the start of the process to the first answer. The
exit code is 1 if one does not answer; a target that is missed does not change it.
"""

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.compare.table import render_table
from fireweed.migration import migrate_text

ROUNDS = 31
LIMIT = 1.10
HEADER = ("median of pairs", "compat", "moved", "ratio", "wanted", "")
SECONDS_TO_ANSWER = 30.0
ANSWER = b'{"name":"item 7","price":3.0}'

_COMMAND = "import sys; from fireweed.cli import main; main(sys.argv[1:])"

# What a service of some size imports.
PROGRAM = """\
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, HTTPException, Query, Request, status
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer, OAuth2PasswordBearer
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.types import ASGIApp

app = FastAPI(title="Start", docs_assets="auto")
app.add_middleware(CORSMiddleware, allow_origins=["https://app.example"])


class Item(BaseModel):
    name: str
    price: float = 0.0


def get_page(offset: int = 0, limit: Annotated[int, Query(le=100)] = 20) -> tuple[int, int]:
    return offset, limit


@app.get("/items/{item_id}")
async def read_item(item_id: int, page: Annotated[tuple[int, int], Depends(get_page)]) -> Item:
    return Item(name=f"item {item_id}", price=page[1])


@app.post("/items", status_code=status.HTTP_201_CREATED)
async def create_item(item: Item) -> Item:
    return item
"""


@dataclass(frozen=True, slots=True)
class Start:
    """What a start took: until the answer, and of the processor's time in all, in milliseconds."""

    elapsed: float
    processor: float


def start(folder: Path, program: str, *options: str) -> Start:
    """Serve a program of `folder`, and ask it once.

    Raises:
        AssertionError: the answer is wrong, or there is none.
    """
    place = folder / f"{program}.sock"
    command = [sys.executable, "-c", _COMMAND, "run", f"{program}:app", "--uds", str(place), *options]
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    output = subprocess.DEVNULL
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=variables, stdout=output, stderr=output)
    try:
        answer = _ask(place, begin + SECONDS_TO_ANSWER)
        elapsed = time.perf_counter() - begin
    finally:
        process.send_signal(signal.SIGTERM)
        _, process.returncode, usage = os.wait4(process.pid, 0)
    if answer != ANSWER:
        raise AssertionError(f"{program} answers {answer!r}")
    return Start(elapsed * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3)


def _ask(place: Path, deadline: float) -> bytes:
    while time.perf_counter() < deadline:
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(place))
            except OSError:
                time.sleep(0.001)
                continue
            client.sendall(b"GET /items/7?limit=3 HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n")
            with client.makefile("rb") as answer:
                return answer.read().rpartition(b"\r\n\r\n")[2]
    return b""


def render(pairs: Sequence[tuple[Start, Start]]) -> str:
    """The table of what the pairs took; a ratio is the median of those of the pairs."""
    rows = [
        _build_row("until the first answer, ms", [(one.elapsed, other.elapsed) for one, other in pairs]),
        _build_row("processor's time, ms", [(one.processor, other.processor) for one, other in pairs]),
    ]
    return "\n".join(render_table(HEADER, rows, 1))


def _build_row(label: str, pairs: Sequence[tuple[float, float]]) -> list[str]:
    under_compat, moved = (statistics.median(figures) for figures in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    verdict = "met" if ratio <= LIMIT else "NOT MET"
    return [label, f"{under_compat:.1f}", f"{moved:.1f}", f"{ratio:.3f}", f"<= {LIMIT:.2f}", verdict]


def main() -> int:
    """Measure, print, and return the exit code."""
    pairs: list[tuple[Start, Start]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "written.py").write_text(PROGRAM, "utf-8")
        (folder / "moved.py").write_text(migrate_text(PROGRAM).text, "utf-8")
        try:
            start(folder, "written", "--compat"), start(folder, "moved")  # writes the byte code
            for turn in range(ROUNDS):
                moved = start(folder, "moved") if turn % 2 else None
                written = start(folder, "written", "--compat")
                pairs.append((written, moved or start(folder, "moved")))
        except AssertionError as error:
            print(f"FAILED {error}", file=sys.stderr)
            return 1
    print(render(pairs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
