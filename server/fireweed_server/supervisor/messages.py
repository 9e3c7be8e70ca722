"""What a worker process and its supervisor tell each other over their socket, as bytes.

First the supervisor sends the assignment, then lines go both ways: orders to the worker, reports from it. The end of
the stream means that the other one is gone, however it ended.
"""

import json
import pickle
import struct
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, Literal

from fireweed_server.metrics.snapshot import Snapshot
from fireweed_server.settings import Settings

# A traceback may be longer; nobody reads it then, and the socket holds only so much.
_MAX_TEXT = 32768

_LENGTH = struct.Struct("!I")

Role = Literal["worker", "reload"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What a worker process is to do.

    `sockets` are descriptors that it inherits. `on_start` gets its `Server` once it accepts. A process with the role
    "reload" answers with a page about whatever keeps the application from starting; with `failure`, the page is all
    that it serves. Only the first one fails if there is no such application.
    """

    app: str
    settings: Settings
    sockets: tuple[int, ...]
    role: Role = "worker"
    arguments: tuple[str, ...] = ()
    on_start: Callable[[Any], None] | None = None
    failure: str = ""
    is_first: bool = False


def encode_assignment(assignment: Assignment) -> bytes:
    """The assignment, with its length in front."""
    data = pickle.dumps(assignment)
    return _LENGTH.pack(len(data)) + data


def read_assignment(read: Callable[[int], bytes]) -> Assignment | None:
    """The assignment from `read`, which waits for so many bytes; None if the supervisor ends without one."""
    head = read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = read(length)
    # From the process that started this one, over a socket that nobody else has.
    return pickle.loads(data) if len(data) == length else None


class Order(Enum):
    """What a supervisor asks of a worker: to finish and end, or to do so while others serve on the same sockets."""

    STOP = b"stop\n"
    RETIRE = b"retire\n"


class News(Enum):
    """What a worker reports.

    READY: it accepts. BEAT: its loop turns. USED_UP: the same, and it has served all the requests it should.
    BROKEN: it serves, but only a page about the failure. FAILED: it cannot serve.
    """

    READY = "ready"
    BEAT = "beat"
    USED_UP = "used up"
    BROKEN = "broken"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Report:
    """News from a worker; if it failed, `text` says why and `status` is what a lone process would exit with.

    `metrics` are its figures, where somebody wants them.
    """

    news: News
    text: str = ""
    status: int = 0
    metrics: Snapshot | None = None


def encode_report(report: Report) -> bytes:
    """The line that says so."""
    fields = asdict(report) | {"news": report.news.value, "text": report.text[-_MAX_TEXT:]}
    return json.dumps(fields).encode() + b"\n"


class ReportReader:
    """Takes bytes as they come and gives the reports that are complete."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Report]:
        """The reports that `data` completes."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            fields = json.loads(line)
            metrics = None if fields["metrics"] is None else Snapshot(**fields["metrics"])
            yield Report(News(fields["news"]), fields["text"], fields["status"], metrics)
