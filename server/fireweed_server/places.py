"""Places to listen, as the option `bind` writes them. Knows no sockets."""

from dataclasses import dataclass

from fireweed_server.errors import OptionError

_MAX_PORT = 65535
_REMEDY = "Write HOST:PORT, [IPv6]:PORT, unix:/path, fd:NUMBER, systemd or systemd:NAME."


@dataclass(frozen=True, slots=True)
class TcpPlace:
    """A port of an address or of a name's addresses."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class UnixPlace:
    """A path for a Unix domain socket."""

    path: str


@dataclass(frozen=True, slots=True)
class DescriptorPlace:
    """A socket that whoever started this process opened."""

    number: int


@dataclass(frozen=True, slots=True)
class SystemdPlace:
    """The sockets that systemd opened; with a `name`, those called so (FileDescriptorName)."""

    name: str | None


Place = TcpPlace | UnixPlace | DescriptorPlace | SystemdPlace


def parse_place(text: str) -> Place:
    """Read one value of the option `bind`. Raises OptionError if it is none."""
    kind, colon, rest = text.partition(":")
    if kind == "systemd":
        if colon and not rest:
            raise _build_error(text)
        return SystemdPlace(rest or None)
    if kind == "unix" and rest:
        # unix:///run/app.sock is written as well.
        return UnixPlace(rest[2:] if rest.startswith("//") else rest)
    if kind == "fd" and rest:
        return DescriptorPlace(_parse_number(rest.removeprefix("//"), text))
    return _parse_tcp(text)


def complete_metrics_place(text: str) -> str:
    """The value of the option `metrics` as one of `bind`: a port alone is one of 127.0.0.1.

    Raises OptionError if it is neither a port, nor HOST:PORT, nor unix:PATH.
    """
    completed = f"127.0.0.1:{text}" if text.isascii() and text.isdigit() else text
    try:
        place = parse_place(completed)
    except OptionError:
        place = None
    if not isinstance(place, (TcpPlace, UnixPlace)):
        raise OptionError(
            f"Option 'metrics' is {text!r}, which is no place to listen. Write PORT, HOST:PORT or unix:/path."
        )
    return completed


def _parse_tcp(text: str) -> TcpPlace:
    host, _, port = text.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise _build_error(text)
    number = _parse_number(port, text)
    if not host or number > _MAX_PORT:
        raise _build_error(text)
    return TcpPlace(host, number)


def _parse_number(digits: str, text: str) -> int:
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise _build_error(text)
    return int(digits)


def _build_error(text: str) -> OptionError:
    return OptionError(f"Option 'bind' is {text!r}, which is no place to listen. {_REMEDY}")
