"""Settings are options that fit together."""

import dataclasses

import pytest

from fireweed_server.errors import OptionError
from fireweed_server.options import OPTIONS
from fireweed_server.settings import Settings, build_settings


def test_has_a_field_for_every_option() -> None:
    assert [field.name for field in dataclasses.fields(Settings)] == list(OPTIONS)


def test_keeps_what_was_given_and_defaults_the_rest() -> None:
    settings = build_settings({"port": 0, "host": "::1"})

    assert settings == Settings(port=0, host="::1")


def test_rejects_an_unknown_name() -> None:
    with pytest.raises(OptionError, match=r"no option 'acess_log'. Did you mean 'access_log'"):
        build_settings({"acess_log": False})


def test_rejects_a_wrong_value() -> None:
    with pytest.raises(OptionError, match="Option 'port' is -1"):
        build_settings({"port": -1})


@pytest.mark.parametrize(
    ("given", "header"),
    [
        pytest.param(True, b"fireweed", id="on"),
        pytest.param(False, None, id="off"),
        pytest.param(b"mine", b"mine", id="own-name"),
    ],
)
def test_server_header_is_a_switch_or_a_name(given: object, header: bytes | None) -> None:
    assert build_settings({"server_header": given}).server_header == header


@pytest.mark.parametrize("value", [b"a\r\nx: y", b"a\x00", "é".encode()], ids=["line-break", "nul", "non-ascii"])
def test_rejects_a_server_header_that_must_not_be_sent(value: bytes) -> None:
    with pytest.raises(OptionError, match="must be printable ASCII"):
        Settings(server_header=value)


@pytest.mark.parametrize(
    ("root_path", "remedy"),
    [
        pytest.param("api", "Write it as '/api'", id="no-leading-slash"),
        pytest.param("/api/v1/", "Write it as '/api/v1'", id="trailing-slash"),
        pytest.param("/", "Leave it out", id="only-a-slash"),
    ],
)
def test_rejects_a_root_path_with_slashes_elsewhere(root_path: str, remedy: str) -> None:
    with pytest.raises(OptionError, match=remedy):
        Settings(root_path=root_path)


def test_rejects_two_places_to_listen() -> None:
    with pytest.raises(OptionError, match="'uds' and 'fd' both say where to listen"):
        Settings(uds="/run/app.sock", fd=3)


def test_rejects_an_empty_socket_path() -> None:
    with pytest.raises(OptionError, match="'uds' is empty"):
        Settings(uds="")


@pytest.mark.parametrize("seconds", [0, 2, 30])
def test_healthcheck_may_be_off_or_longer_than_the_signs_of_life(seconds: float) -> None:
    assert Settings(timeout_worker_healthcheck=seconds).timeout_worker_healthcheck == seconds


def test_healthcheck_is_not_shorter_than_the_signs_of_life() -> None:
    with pytest.raises(OptionError, match=r"must be 2 or more, or 0 for never\."):
        Settings(timeout_worker_healthcheck=0.5)
