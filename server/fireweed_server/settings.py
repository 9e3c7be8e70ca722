"""Settings: the options once they are checked, each by itself and all together. Everything below `run` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass

from fireweed_server.errors import OptionError
from fireweed_server.options import OPTIONS, Options, get_option

_LEAST_HEALTHCHECK = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Options):
    """Options that are known to be good: making one raises OptionError for a value that could not work."""

    def __post_init__(self) -> None:
        for option in OPTIONS.values():
            option.check(getattr(self, option.name))
        _check_root_path(self.root_path)
        _check_server_header(self.server_header)
        _check_binding(self.uds, self.fd)
        _check_healthcheck(self.timeout_worker_healthcheck)


def build_settings(options: Mapping[str, object]) -> Settings:
    """Settings from options by name, as keyword arguments or the command line give them.

    Raises OptionError for an unknown name or an unusable value.
    """
    given = {name: get_option(name).normalise(value) for name, value in options.items()}
    return Settings(**given)  # type: ignore[arg-type]  # Settings checks the types when it is made


def _check_root_path(root_path: str) -> None:
    if root_path and (not root_path.startswith("/") or root_path.endswith("/")):
        inner = root_path.strip("/")
        remedy = f"Write it as {'/' + inner!r}." if inner else "Leave it out to serve the application at the root."
        raise OptionError(f"Option 'root_path' is {root_path!r}; it starts with a slash and ends without one. {remedy}")


def _check_server_header(server_header: bytes | None) -> None:
    if server_header is not None and not (server_header.isascii() and server_header.decode("ascii").isprintable()):
        raise OptionError(f"Option 'server_header' is {server_header!r}; it must be printable ASCII.")


def _check_binding(uds: str | None, fd: int | None) -> None:
    if uds is not None and fd is not None:
        raise OptionError("Options 'uds' and 'fd' both say where to listen. Give only one of them.")
    if uds == "":
        raise OptionError("Option 'uds' is empty; it must be the path of the socket, such as /run/app.sock.")


def _check_healthcheck(seconds: float) -> None:
    if 0 < seconds < _LEAST_HEALTHCHECK:
        raise OptionError(
            f"Option 'timeout_worker_healthcheck' is {seconds!r}; a worker gives a sign of life once a second, so it "
            f"must be {_LEAST_HEALTHCHECK:g} or more, or 0 for never."
        )
