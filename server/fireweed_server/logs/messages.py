"""The server's messages through the standard `logging`: where they go, and what a line of them looks like.

Configures no logger but its own, so an application's loggers stay as they are. Knows no settings.
"""

import json
import logging
import sys
import time
from typing import Any, Final, TextIO

from fireweed_server.logs.access_lines import describe_iso_time
from fireweed_server.logs.output import LOST_LINES, LineOutput, has_colours, write_error

logger = logging.getLogger("fireweed.server")

# The framework's messages go the same way.
_family_logger = logging.getLogger("fireweed")

_RESET: Final = "\x1b[0m"
_LEVEL_COLOURS: Final = {"DEBUG": "\x1b[36m", "INFO": "\x1b[32m", "WARNING": "\x1b[33m", "ERROR": "\x1b[31m"}
_LAST_COLOUR: Final = "\x1b[1;31m"

_ERROR: Final = "Error: "

_TIME_FORMAT: Final = "%Y-%m-%d %H:%M:%S"

# What a record has without anybody adding it.
_OWN_ATTRIBUTES: Final = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
    "level",
    "request",
}


def configure_logging(level: str, format: str = "text") -> None:
    """Show the server's messages of at least `level` ("info", ...) on standard error, as "text" or as "json".

    Where the application, or who embeds the server, has given the logger `fireweed.server` or one above it a handler,
    that one gets the messages instead. Loggers of others keep their levels and handlers; with "json", those that nobody
    has configured write their warnings and errors in JSON as well.
    """
    logger.setLevel(level.upper())
    if format == "json" and logging.lastResort is not None:
        logging.lastResort.setFormatter(JSONFormatter())
    if not logger.hasHandlers() and sys.stderr is not None:
        handler = OutputHandler(sys.stderr)
        colours = has_colours(sys.stderr)
        handler.setFormatter(JSONFormatter() if format == "json" else TextFormatter(has_colours=colours))
        target = _family_logger if logger.parent is _family_logger else logger
        target.addHandler(handler)
        # An application may still give the root logger a handler: no message shall then appear twice.
        target.propagate = False


def log_answer(text: str) -> None:
    """Log what somebody has asked for just now, whatever the level is."""
    logger.handle(logger.makeRecord(logger.name, logging.INFO, __file__, 0, "%s", (text,), None))


def tell_failure(text: str, format: str) -> None:
    """Tell on standard error why there is no serving: `text` as it is, or with "json" as an object on one line.

    `text` is what `describe_error` makes: a traceback, if the application raised, and a line that begins `Error: `.
    """
    if format == "json":
        trace, _, message = text.rstrip().rpartition("\n" + _ERROR)
        record = logger.makeRecord(
            logger.name, logging.CRITICAL, __file__, 0, "%s", (message.removeprefix(_ERROR),), None
        )
        if trace:
            record.exception = trace
        text = JSONFormatter().format(record) + "\n"
    write_error(text)


class OutputHandler(logging.Handler):
    """Writes records to a stream, and drops them while it cannot take any."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._output = LineOutput(stream, on_recovery=self._tell_of_recovery)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:
            self.handleError(record)  # whoever logged it gave it other arguments than it has places for
        else:
            self._output.write(line + "\n")

    def _tell_of_recovery(self, lost: int) -> None:
        logger.warning("Messages are written again. " + LOST_LINES, lost)


class TextFormatter(logging.Formatter):
    """`2026-11-21 02:01:37 info Serving app:app ...`, for people."""

    def __init__(self, *, has_colours: bool = False) -> None:
        super().__init__("%(asctime)s %(level)s %(message)s%(request)s", _TIME_FORMAT)
        self._has_colours = has_colours

    def format(self, record: logging.LogRecord) -> str:
        """The line; with a traceback it is several."""
        level = record.levelname.lower()
        if self._has_colours:
            level = f"{_LEVEL_COLOURS.get(record.levelname, _LAST_COLOUR)}{level}{_RESET}"
        record.level = level
        request_id = getattr(record, "request_id", None)
        record.request = "" if request_id is None else f" (request {request_id})"
        return super().format(record)


class JSONFormatter(logging.Formatter):
    """An object on one line for each record, with `time`, `level`, `logger`, `pid` and `message`.

    A traceback is the text `exception`. What was given as `extra` is in it by its name; what JSON cannot say is shown
    as text.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        fields: dict[str, Any] = {
            "time": describe_iso_time(time.localtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            fields["stack"] = self.formatStack(record.stack_info)
        more = {name: value for name, value in vars(record).items() if name not in _OWN_ATTRIBUTES}
        return json.dumps(fields | {name: value for name, value in more.items() if name not in fields}, default=str)
