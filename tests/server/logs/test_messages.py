"""What the server does to `logging`, and what its messages look like."""

import io
import json
import logging
import re
import sys

import pytest

from fireweed_server.logs import messages
from fireweed_server.logs.messages import JSONFormatter, OutputHandler, TextFormatter, configure_logging, log_answer
from kit.logging import Terminal


@pytest.fixture
def server_logger(monkeypatch: pytest.MonkeyPatch) -> logging.Logger:
    """The server's logger as in a program that has configured nothing, out of sight of pytest's own handlers."""
    logger = logging.Logger("fireweed.server")
    monkeypatch.setattr(messages, "logger", logger)
    return logger


def test_messages_go_to_standard_error(server_logger: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info")

    server_logger.info("Here.")

    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d info Here\.\n", capsys.readouterr().err)


def test_messages_below_the_level_are_not_logged(
    server_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("warning")

    server_logger.info("Here.")

    assert capsys.readouterr().err == ""


def test_levels_are_coloured_on_a_terminal(server_logger: logging.Logger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stderr", stream := Terminal())
    configure_logging("info")

    server_logger.warning("Careful.")

    assert "\x1b[33mwarning\x1b[0m Careful." in stream.getvalue()


def test_configuring_twice_does_not_log_twice(
    server_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("info")
    configure_logging("info")

    server_logger.info("Here.")

    assert capsys.readouterr().err.count("Here.") == 1


def test_a_handler_of_the_application_gets_the_messages_alone(
    server_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    own = logging.StreamHandler(stream := io.StringIO())
    server_logger.addHandler(own)
    configure_logging("info")

    server_logger.info("Here.")

    assert stream.getvalue() == "Here.\n"
    assert capsys.readouterr().err == ""


def test_leaves_the_loggers_of_the_application_alone(server_logger: logging.Logger) -> None:
    application_logger, root = logging.getLogger("tests.application"), logging.getLogger()
    handlers, level = list(root.handlers), root.level

    configure_logging("error")

    assert not application_logger.disabled
    assert (root.handlers, root.level) == (handlers, level)


def test_json_is_one_object_a_line(server_logger: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "json")
    try:
        raise ValueError("one\ntwo")
    except ValueError:
        server_logger.exception("It failed: %s", "caf\u00e9", extra={"request_id": "abc", "message_of": object})

    fields = json.loads(capsys.readouterr().err)

    assert (fields["level"], fields["logger"], fields["request_id"]) == ("error", "fireweed.server", "abc")
    assert fields["message"] == "It failed: caf\u00e9"
    assert fields["message_of"] == "<class 'object'>"
    assert fields["exception"].endswith("ValueError: one\ntwo")


def test_json_covers_loggers_that_nobody_has_configured(
    server_logger: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    last_resort = logging.StreamHandler(io.StringIO())
    monkeypatch.setattr(logging, "lastResort", last_resort)

    configure_logging("info", "json")

    assert isinstance(last_resort.formatter, JSONFormatter)


def test_extra_fields_replace_none_of_the_own() -> None:
    record = logging.makeLogRecord({"msg": "Here.", "levelname": "INFO", "time": "forged", "logger": "forged"})

    fields = json.loads(JSONFormatter().format(record))

    assert "forged" not in fields.values()


def test_a_message_with_wrong_arguments_does_not_stop_its_logger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    handler = OutputHandler(stream := io.StringIO())
    handler.handle(logging.makeLogRecord({"msg": "%d", "args": ("a",)}))

    handler.handle(logging.makeLogRecord({"msg": "Here."}))

    assert stream.getvalue() == "Here.\n"


def test_a_message_about_a_request_tells_its_id() -> None:
    record = logging.makeLogRecord({"msg": "It failed.", "levelname": "ERROR", "request_id": "abc"})

    assert TextFormatter().format(record).endswith(" error It failed. (request abc)")


def test_an_answer_is_logged_whatever_the_level_is(
    server_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("critical")

    log_answer("100 % well")

    assert capsys.readouterr().err.endswith(" info 100 % well\n")


def test_does_without_standard_error(server_logger: logging.Logger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)

    configure_logging("info")

    assert server_logger.handlers == []
