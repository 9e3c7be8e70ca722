"""Binding: what can be listened on, and what is said when it cannot."""

import contextlib
import errno
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from fireweed_server.errors import BindError
from fireweed_server.settings import Settings
from fireweed_server.sockets import bound_listeners


def has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def accepts(address: tuple[str, int] | str) -> bool:
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as client:
        return client.connect_ex(address) == 0


@pytest.fixture
def short_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A socket's path that is short enough wherever the tests run."""
    monkeypatch.chdir(tmp_path)
    return "app.sock"


# TCP...


def test_port_0_is_told_as_the_port_chosen() -> None:
    with bound_listeners(Settings(port=0)) as (listener,):
        host, port = listener.socket.getsockname()

        assert (host, listener.name) == ("127.0.0.1", f"http://127.0.0.1:{port}")
        assert port != 0


def test_closes_its_sockets_at_the_end() -> None:
    with bound_listeners(Settings(port=0)) as (listener,):
        pass

    assert listener.socket.fileno() == -1


@pytest.mark.parametrize("host", ["::", "localhost"])
def test_several_addresses_share_the_port_chosen(host: str) -> None:
    with bound_listeners(Settings(host=host, port=0)) as listeners:
        ports = {listener.socket.getsockname()[1] for listener in listeners}

    assert len(ports) == 1


def test_all_interfaces_means_both_families() -> None:
    families = {socket.AF_INET, socket.AF_INET6} if has_ipv6() else {socket.AF_INET}

    with bound_listeners(Settings(host="::", port=0)) as listeners:
        assert {listener.socket.family for listener in listeners} == families


@pytest.mark.parametrize("host", ["127.0.0.1", "::"])
def test_chooses_another_free_port_when_one_address_has_lost_it(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[int] = []

    class UnluckySocket(socket.socket):
        def bind(self, address: Any) -> None:
            if self.family == socket.AF_INET and len(refused) < 3:
                refused.append(address[1])
                raise OSError(errno.EADDRINUSE, "Address already in use")
            super().bind(address)

    monkeypatch.setattr(socket, "socket", UnluckySocket)

    with bound_listeners(Settings(host=host, port=0)) as listeners:
        ports = {listener.socket.getsockname()[1] for listener in listeners}

    assert len(refused) == 3
    assert len(ports) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "::"])
def test_port_in_use_is_an_error_with_a_remedy(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(BindError) as raised, bound_listeners(Settings(host=host, port=port)):
            pass

    reason = f"port {port}: Address already in use. Stop the process that uses it, or choose another port with 'port'"
    assert reason in str(raised.value)


def test_foreign_address_is_an_error_with_a_remedy() -> None:
    with (
        pytest.raises(BindError, match=r"192\.0\.2\.1 port 0: .*\. It is no address of this machine"),
        bound_listeners(Settings(host="192.0.2.1", port=0)),
    ):
        pass


@pytest.mark.parametrize("host", ["256.256.256.256", "a" * 64 + ".invalid"], ids=["no-address", "label-too-long"])
def test_host_that_is_none_is_an_error(host: str) -> None:
    with (
        pytest.raises(BindError, match=f"Host '{host}' is no address of this machine"),
        bound_listeners(Settings(host=host, port=0)),
    ):
        pass


# Unix domain sockets...


def test_unix_socket_is_named_by_its_path(short_path: str) -> None:
    with bound_listeners(Settings(uds=short_path)) as (listener,):
        assert listener.name == f"unix:{short_path}"
        assert listener.socket.family == socket.AF_UNIX


def test_unix_socket_is_open_to_a_proxy_of_another_user(short_path: str) -> None:
    with bound_listeners(Settings(uds=short_path)):
        assert os.stat(short_path).st_mode & 0o777 == 0o666


def test_file_of_a_unix_socket_is_removed_at_the_end(short_path: str) -> None:
    with bound_listeners(Settings(uds=short_path)):
        pass

    assert not os.path.exists(short_path)


def test_file_that_a_later_process_put_there_stays(short_path: str) -> None:
    with bound_listeners(Settings(uds=short_path)):
        os.rename(short_path, "old.sock")
        Path(short_path).touch()

    assert os.path.exists(short_path)


def test_stale_unix_socket_is_replaced(short_path: str) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(short_path)

    with bound_listeners(Settings(uds=short_path)) as (listener,):
        listener.socket.listen()

        assert accepts(short_path)


def test_unix_socket_in_use_is_left_alone(short_path: str) -> None:
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(short_path)
        other.listen()

        with (
            pytest.raises(BindError, match=r"Another process listens on 'app.sock'"),
            bound_listeners(Settings(uds=short_path)),
        ):
            pass

        assert accepts(short_path)


def test_file_that_is_no_socket_is_left_alone(short_path: str) -> None:
    Path(short_path).write_text("precious")

    with (
        pytest.raises(BindError, match=r"'app.sock' exists and is no socket"),
        bound_listeners(Settings(uds=short_path)),
    ):
        pass

    assert Path(short_path).read_text() == "precious"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        pytest.param("absent/app.sock", "No such file or directory. Create its directory first.", id="no-directory"),
        pytest.param("a" * 200, "AF_UNIX path too long", id="too-long"),
    ],
)
def test_impossible_path_is_an_error(short_path: str, path: str, reason: str) -> None:
    with pytest.raises(BindError) as raised, bound_listeners(Settings(uds=path)):
        pass

    assert reason in str(raised.value)


@pytest.mark.parametrize(("permissions", "mode"), [("600", 0o600), ("0660", 0o660)])
def test_permissions_of_a_unix_socket_are_an_option(short_path: str, permissions: str, mode: int) -> None:
    with bound_listeners(Settings(uds=short_path, uds_permissions=permissions)):
        assert os.stat(short_path).st_mode & 0o777 == mode


# Several places...


def test_listens_at_every_place(short_path: str) -> None:
    with bound_listeners(Settings(bind=("127.0.0.1:0", f"unix:{short_path}", "127.0.0.1:0"))) as listeners:
        for listener in listeners:
            listener.socket.listen()
            assert accepts(listener.socket.getsockname())

    assert [listener.name.partition(":")[0] for listener in listeners] == ["http", "unix", "http"]


def test_place_that_another_one_includes_is_bound_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    with bound_listeners(Settings(bind=(f"[::]:{port}", f"0.0.0.0:{port}", f"0.0.0.0:{port}"))) as listeners:
        assert len(listeners) == (2 if has_ipv6() else 1)


def test_ipv6_place_takes_no_connections_of_ipv4() -> None:
    if not has_ipv6():
        return

    with bound_listeners(Settings(bind=("[::1]:0",))) as (listener,):
        listener.socket.listen()
        port = listener.socket.getsockname()[1]

        assert accepts(("::1", port))
        assert not accepts(("127.0.0.1", port))


def test_place_that_cannot_be_bound_frees_the_others(short_path: str) -> None:
    with (
        pytest.raises(BindError, match="No such file"),
        bound_listeners(Settings(bind=(f"unix:{short_path}", "unix:absent/app.sock"))),
    ):
        pass

    assert not os.path.exists(short_path)


def test_ports_are_shared_if_asked_for() -> None:
    with bound_listeners(Settings(port=0, reuse_port=True)) as (first,):
        port = first.socket.getsockname()[1]

        with bound_listeners(Settings(port=port, reuse_port=True)) as (second,):
            assert second.socket.getsockname()[1] == port


def test_names_say_https_where_tls_is_served() -> None:
    with bound_listeners(Settings(port=0, ssl_certfile=("server.pem",))) as (listener,):
        assert listener.name.startswith("https://")


def test_sockets_that_systemd_did_not_open_are_an_error() -> None:
    with (
        pytest.raises(BindError, match=r"no socket called 'web' \(FileDescriptorName\)"),
        bound_listeners(Settings(bind=("systemd:web",))),
    ):
        pass


# Inherited descriptors...


def test_takes_an_inherited_socket_of_any_family(short_path: str) -> None:
    with socket.socket(socket.AF_UNIX) as inherited:
        inherited.bind(short_path)

        with bound_listeners(Settings(fd=inherited.fileno())) as (listener,):
            assert (listener.socket.family, listener.name) == (socket.AF_UNIX, f"unix:{short_path}")


def test_leaves_an_inherited_socket_open_to_whoever_opened_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as inherited:
        with bound_listeners(Settings(fd=inherited.fileno())):
            pass

        assert accepts(inherited.getsockname())


def test_descriptor_that_is_not_open_is_an_error() -> None:
    with (
        pytest.raises(BindError, match="File descriptor 9999 is no open socket: Bad file descriptor"),
        bound_listeners(Settings(fd=9999)),
    ):
        pass


def test_descriptor_of_a_file_is_an_error(tmp_path: Path) -> None:
    with (
        open(tmp_path / "file", "w") as file,
        pytest.raises(BindError, match="is no open socket"),
        bound_listeners(Settings(fd=file.fileno())),
    ):
        pass


def test_datagram_socket_is_an_error() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
        pytest.raises(BindError, match="another type than SOCK_STREAM"),
        bound_listeners(Settings(fd=datagrams.fileno())),
    ):
        pass
