"""Listening sockets: TCP over IPv4 and IPv6, Unix domain sockets, inherited descriptors. Knows nothing of asyncio."""

import contextlib
import errno
import os
import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from fireweed_server.errors import BindError
from fireweed_server.places import DescriptorPlace, Place, SystemdPlace, TcpPlace, UnixPlace, parse_place
from fireweed_server.settings import Settings
from fireweed_server.systemd import find_activated_descriptors


@dataclass(frozen=True, slots=True)
class Listener:
    """A bound socket, not yet listening, and the name that people know it by: a URL or `unix:/path`."""

    socket: socket.socket
    name: str


@contextlib.contextmanager
def bound_listeners(settings: Settings) -> Iterator[tuple[Listener, ...]]:
    """Bind where `settings` say; close, and remove the files of sockets, at the end. Raises BindError.

    Sockets that systemd opened for this process take the place of `host` and `port`.
    """
    scheme = "https" if settings.ssl_certfile else "http"
    with contextlib.ExitStack() as stack:
        binding = _Binding(settings, stack)
        for place in _find_places(settings):
            binding.bind(place)
        yield tuple(Listener(bound, describe_address(bound, scheme)) for bound in binding.sockets)


def describe_address(bound: socket.socket, scheme: str = "http") -> str:
    """Where to reach a bound socket: `http://127.0.0.1:8000`, `http://[::1]:8000` or `unix:/run/app.sock`."""
    address = bound.getsockname()
    if bound.family not in (socket.AF_INET, socket.AF_INET6):
        return f"unix:{os.fsdecode(address)}"
    host, port = address[:2]
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _find_places(settings: Settings) -> tuple[Place, ...]:
    if settings.bind:
        return tuple(map(parse_place, settings.bind))
    if settings.fd is not None:
        return (DescriptorPlace(settings.fd),)
    if settings.uds is not None:
        return (UnixPlace(settings.uds),)
    if find_activated_descriptors(os.environ):
        return (SystemdPlace(None),)
    return (TcpPlace(settings.host, settings.port),)


# With port 0: what the system finds free for one address another process may have at the next one.
_ATTEMPTS = 10


class _Binding:
    """The sockets bound so far; `stack` gets what closes them."""

    def __init__(self, settings: Settings, stack: contextlib.ExitStack) -> None:
        self.sockets: list[socket.socket] = []
        self._settings = settings
        self._stack = stack
        self._taken: set[tuple[str, int]] = set()

    def bind(self, place: Place) -> None:
        """Add the sockets of one place. Raises BindError."""
        if isinstance(place, TcpPlace):
            self._bind_tcp(place.host, place.port)
        elif isinstance(place, UnixPlace):
            self._add(_bound_unix(place.path, int(self._settings.uds_permissions, 8)))
        elif isinstance(place, DescriptorPlace):
            self._add(_inherit(place.number))
        else:
            self._bind_systemd(place.name)

    def _add(self, bound: "contextlib.AbstractContextManager[socket.socket]") -> socket.socket:
        self.sockets.append(self._stack.enter_context(bound))
        return self.sockets[-1]

    def _bind_tcp(self, host: str, port: int) -> None:
        """Bind every address of `host`; an address family that this machine does not have is left out."""
        addresses = _resolve(host, port)
        if port:  # `::` may have taken 0.0.0.0 with it, or a name may stand for both
            addresses = [(family, address) for family, address in addresses if (address, port) not in self._taken]
            self._taken.update((address, port) for _, address in addresses)
        for attempts_left in reversed(range(1 if port else _ATTEMPTS)):
            with contextlib.ExitStack() as stack:
                try:
                    sockets = self._bind_addresses(stack, host, addresses, port)
                except BindError as error:
                    cause = error.__cause__
                    if attempts_left and isinstance(cause, OSError) and cause.errno == errno.EADDRINUSE:
                        continue
                    raise
                self._stack.push(stack.pop_all())
                self.sockets += sockets
                return

    def _bind_addresses(
        self, stack: contextlib.ExitStack, host: str, addresses: list[tuple[socket.AddressFamily, str]], port: int
    ) -> list[socket.socket]:
        sockets: list[socket.socket] = []
        unavailable: OSError | None = None
        for family, address in addresses:
            # With port 0 the system chooses for the first address, and the others follow it.
            actual_port = sockets[0].getsockname()[1] if sockets else port
            target = address, actual_port
            try:
                sockets.append(stack.enter_context(_bound_tcp(family, target, reuse_port=self._settings.reuse_port)))
            except OSError as error:
                if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                    raise BindError(describe_bind_failure(f"{address} port {actual_port}", error)) from error
                unavailable = error
        if not sockets and unavailable is not None:
            raise BindError(describe_bind_failure(f"{host} port {port}", unavailable)) from unavailable
        return sockets

    def _bind_systemd(self, name: str | None) -> None:
        descriptors = find_activated_descriptors(os.environ, name)
        if not descriptors:
            which = "no socket" if name is None else f"no socket called {name!r} (FileDescriptorName)"
            raise BindError(f"systemd has opened {which} for this process. Check the .socket unit, or give a port.")
        for number in descriptors:
            self._add(_inherit(number))


# TCP


def _resolve(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
    if host == "::":
        # Two sockets, so that clients over IPv4 are seen with their IPv4 address.
        return [(socket.AF_INET6, "::"), (socket.AF_INET, "0.0.0.0")]
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as error:
        raise BindError(f"Host {host!r} is no address of this machine: {error}. Try 127.0.0.1 or 0.0.0.0.") from error
    return list(dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found))


@contextlib.contextmanager
def _bound_tcp(family: socket.AddressFamily, address: tuple[str, int], *, reuse_port: bool) -> Iterator[socket.socket]:
    with socket.socket(family, socket.SOCK_STREAM) as bound:
        if os.name == "posix":  # elsewhere this lets a second process take the port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if reuse_port:
            _share_port(bound)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind(address)
        yield bound


def _share_port(bound: socket.socket) -> None:
    if not hasattr(socket, "SO_REUSEPORT"):
        raise BindError("Option 'reuse_port' does not work on this system, which has no SO_REUSEPORT. Leave it out.")
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)


# Unix domain sockets


@contextlib.contextmanager
def _bound_unix(path: str, permissions: int) -> Iterator[socket.socket]:
    if not hasattr(socket, "AF_UNIX"):
        raise BindError("This system has no Unix domain sockets. Use a port.")
    _remove_stale(path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as bound:
        try:
            bound.bind(path)
            # Nobody connects before: the socket does not listen yet.
            os.chmod(path, permissions)
        except OSError as error:
            raise BindError(describe_bind_failure(path, error)) from error
        inode = os.stat(path).st_ino
        try:
            yield bound
        finally:
            # A later process may have put its own socket there.
            with contextlib.suppress(FileNotFoundError):
                if os.stat(path).st_ino == inode:
                    os.unlink(path)


def _remove_stale(path: str) -> None:
    """Remove a socket that a process left behind when it was killed; nothing else."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return  # binding tells what is wrong, if something is
    if not stat.S_ISSOCK(mode):
        raise BindError(f"{path!r} exists and is no socket. Remove it, or give another path.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
            return
        except OSError as error:
            raise BindError(describe_bind_failure(path, error)) from error
    raise BindError(f"Another process listens on {path!r}. Stop it, or give another path.")


# Inherited descriptors


def _inherit(fd: int) -> socket.socket:
    """The socket behind `fd`, which stays open itself: whoever opened it decides when nobody may connect any more."""
    try:
        inherited = socket.socket(fileno=os.dup(fd))
    except OSError as error:
        raise BindError(
            f"File descriptor {fd} is no open socket: {error.strerror}. Check what starts the server."
        ) from error
    if inherited.type != socket.SOCK_STREAM:
        inherited.close()
        raise BindError(f"File descriptor {fd} is a socket of another type than SOCK_STREAM, which HTTP needs.")
    return inherited


# Failures

_REMEDIES = {
    errno.EACCES: "Choose a port above 1023 or a writable directory, or run with the permission to use this one.",
    errno.EADDRINUSE: "Stop the process that uses it, or choose another port with 'port' or 'bind'.",
    errno.EADDRNOTAVAIL: "It is no address of this machine; 0.0.0.0 stands for all of them.",
    errno.ENOENT: "Create its directory first.",
}


def describe_bind_failure(place: str, error: OSError | None) -> str:
    """What could not be bound, why, and what to do about it."""
    if error is None:
        return f"Cannot listen on {place}."
    reason = error.strerror or str(error)
    return f"Cannot listen on {place}: {reason}. {_REMEDIES.get(error.errno or 0, '')}".rstrip()
