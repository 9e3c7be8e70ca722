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


@pytest.mark.parametrize("name", ["header_timeout", "body_timeout", "write_timeout", "ssl_handshake_timeout"])
def test_a_client_has_some_time_and_not_for_ever(name: str) -> None:
    with pytest.raises(OptionError, match=f"Option '{name}' is 0; it must be 0.1 or more"):
        build_settings({name: 0})


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


@pytest.mark.parametrize("name", ["", "X Request", "X-\u00e9", "Content-Length", "host"])
def test_rejects_a_request_id_header_that_cannot_be_one(name: str) -> None:
    with pytest.raises(OptionError, match="Write 'X-Request-ID'"):
        Settings(request_id_header=name)


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


@pytest.mark.parametrize("value", ["127.0.0.1:80", ["127.0.0.1:80"], ("127.0.0.1:80",)], ids=["one", "list", "tuple"])
def test_repeatable_option_takes_one_or_several(value: object) -> None:
    assert build_settings({"bind": value}).bind == ("127.0.0.1:80",)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        pytest.param({"bind": "8000"}, "Option 'bind' is '8000', which is no place to listen", id="place"),
        pytest.param({"bind": [8000]}, r"Option 'bind' is \(8000,\); it must be text, or a list of such", id="numbers"),
        pytest.param({"bind": "a:1", "uds": "/run/a"}, "'bind' and 'uds' both say where to listen", id="two-places"),
        pytest.param({"uds_permissions": "rw"}, "'uds_permissions' is 'rw'; it must be digits such as 660", id="mode"),
        pytest.param(
            {"ssl_certfile": ["a", "b"], "ssl_keyfile": "c"},
            "'ssl_keyfile' is given 1 times, 'ssl_certfile' 2 times",
            id="too-few-keys",
        ),
        pytest.param({"ssl_keyfile": "a"}, "'ssl_keyfile' is given 1 times, 'ssl_certfile' 0 times", id="only-a-key"),
        pytest.param(
            {"ssl_keyfile_password": "a"}, "'ssl_keyfile_password' is given, but no certificate", id="password"
        ),
        pytest.param(
            {"ssl_certfile": "a", "ssl_cert_reqs": "required"},
            "there is nothing to check certificates against. Give the authorities with 'ssl_ca_certs'",
            id="no-authorities",
        ),
        pytest.param(
            {"ssl_certfile": "a", "ssl_ca_certs": "b"}, "no client is asked for a certificate", id="only-authorities"
        ),
        pytest.param({"ssl_cert_reqs": "2"}, "it must be one of none, optional, required", id="requirement"),
        pytest.param({"forwarded_allow_ips": "proxy"}, "'forwarded_allow_ips' names 'proxy'", id="trusted"),
        pytest.param({"forwarded_headers": "x-real-ip"}, "'forwarded_headers' names 'x-real-ip'", id="headers"),
    ],
)
def test_rejects_options_that_do_not_fit(options: dict[str, object], reason: str) -> None:
    with pytest.raises(OptionError, match=reason):
        build_settings(options)


def test_does_not_show_the_password() -> None:
    assert "sesame" not in repr(Settings(ssl_certfile=("a",), ssl_keyfile_password="sesame"))
