"""Settings: the options once they are checked, each by itself and all together. Everything below `run` reads them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fireweed_server.errors import OptionError
from fireweed_server.options import OPTIONS, Options, get_option
from fireweed_server.places import complete_metrics_place, parse_place
from fireweed_server.proxy.fields import parse_forwarded_names
from fireweed_server.proxy.peers import parse_trusted_peers
from fireweed_server.wire.fields import is_token

_PERMISSIONS: Final = re.compile("[0-7]{3,4}")

_MEANINGFUL_HEADERS: Final = frozenset(
    ("connection", "content-length", "content-type", "date", "host", "server", "transfer-encoding", "upgrade")
)

_LEAST_HEALTHCHECK = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Options):
    """Options that are known to be good: making one raises OptionError for a value that could not work."""

    def __post_init__(self) -> None:
        for option in OPTIONS.values():
            option.check(getattr(self, option.name))
        _check_root_path(self.root_path)
        _check_server_header(self.server_header)
        _check_binding(self)
        _check_healthcheck(self.timeout_worker_healthcheck)
        _check_tls(self)
        if self.metrics is not None:
            complete_metrics_place(self.metrics)
        _check_request_id_header(self.request_id_header)
        parse_trusted_peers(self.forwarded_allow_ips)
        parse_forwarded_names(self.forwarded_headers)


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


def _check_binding(options: Options) -> None:
    given = [name for name in ("bind", "uds", "fd") if getattr(options, name) not in (None, ())]
    if len(given) > 1:
        raise OptionError(f"Options {given[0]!r} and {given[1]!r} both say where to listen. Give only one of them.")
    if options.uds == "":
        raise OptionError("Option 'uds' is empty; it must be the path of the socket, such as /run/app.sock.")
    for place in options.bind:
        parse_place(place)
    if not _PERMISSIONS.fullmatch(options.uds_permissions):
        raise OptionError(f"Option 'uds_permissions' is {options.uds_permissions!r}; it must be digits such as 660.")


def _check_request_id_header(name: str | None) -> None:
    if name is None:
        return
    if not (name.isascii() and is_token(name.encode("ascii"))) or name.lower() in _MEANINGFUL_HEADERS:
        raise OptionError(
            f"Option 'request_id_header' is {name!r}; it must be the name of a header that means nothing else. "
            "Write 'X-Request-ID', for example."
        )


def _check_healthcheck(seconds: float) -> None:
    if 0 < seconds < _LEAST_HEALTHCHECK:
        raise OptionError(
            f"Option 'timeout_worker_healthcheck' is {seconds!r}; a worker gives a sign of life once a second, so it "
            f"must be {_LEAST_HEALTHCHECK:g} or more, or 0 for never."
        )


def _check_tls(options: Options) -> None:
    certificates, keys = len(options.ssl_certfile), len(options.ssl_keyfile)
    if keys and keys != certificates:
        raise OptionError(
            f"Option 'ssl_keyfile' is given {keys} times, 'ssl_certfile' {certificates} times. Give a key for each "
            "certificate, in the same order, or none where the files of the certificates have the keys."
        )
    if options.ssl_cert_reqs != "none" and options.ssl_ca_certs is None:
        raise OptionError(
            f"Option 'ssl_cert_reqs' is {options.ssl_cert_reqs!r}, but there is nothing to check certificates against. "
            "Give the authorities with 'ssl_ca_certs'."
        )
    if options.ssl_ca_certs is not None and options.ssl_cert_reqs == "none":
        raise OptionError(
            "Option 'ssl_ca_certs' is given, but no client is asked for a certificate. Set 'ssl_cert_reqs' to "
            "'optional' or 'required'."
        )
    needing = ("ssl_keyfile_password", "ssl_ca_certs", "ssl_ciphers")
    if not certificates and (name := next((name for name in needing if getattr(options, name) is not None), None)):
        raise OptionError(f"Option {name!r} is given, but no certificate. Give one with 'ssl_certfile'.")
