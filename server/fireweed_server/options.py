"""Every option of the server, stated once: name, type, default, meaning, group and environment variable.

The command line, the keyword arguments of `run` and `serve`, and the reference page are all derived from `OPTIONS`.
This file says what an option means and which values it takes; whether several of them fit together is for `settings`.
"""

import dataclasses
import difflib
import math
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal, Union, cast

from fireweed_server.errors import OptionError
from fireweed_server.interfaces.judging import InterfaceName

Group = Literal[
    "Application",
    "Binding",
    "Processes",
    "Reload",
    "TLS",
    "Proxies",
    "Logging",
    "HTTP",
    "WebSockets",
    "Timeouts",
    "Limits",
]
CertificateRequirement = Literal["none", "optional", "required"]
LifespanMode = Literal["auto", "on", "off"]
LogLevel = Literal["critical", "error", "warning", "info", "debug"]
AccessLogFormat = Literal["auto", "plain", "common", "combined", "json"]
LogFormat = Literal["text", "json"]
LoopName = Literal["auto", "uvloop", "asyncio"]
HttpParserName = Literal["auto", "httptools", "h11"]

VARIABLE_PREFIX: Final = "FW_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The numbers that an option takes; both ends belong to it."""

    minimum: float = 0
    maximum: float = math.inf

    def __contains__(self, number: float) -> bool:
        return self.minimum <= number <= self.maximum

    def __str__(self) -> str:
        return f"{self.minimum} or more" if self.maximum == math.inf else f"from {self.minimum} to {self.maximum}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option, as every reader of the table sees it.

    `type` is the type of its values, without None; `is_optional` says that None is allowed as well. `choices` are words
    that it takes: instead of any other text, beside other values of another type. With `is_repeatable` it takes several
    values, as a tuple. A switch of a value that is not a bool (`server_header`) takes True for its default and False
    for None.
    """

    name: str
    type: type
    default: object
    help: str
    group: Group
    is_optional: bool = False
    is_repeatable: bool = False
    choices: tuple[str, ...] = ()
    range: Range | None = None
    platform_variable: str | None = None

    @property
    def flag(self) -> str:
        """Its name on the command line: `--access-log`."""
        return "--" + self.name.replace("_", "-")

    @property
    def is_closed(self) -> bool:
        """Whether it takes its choices and nothing else."""
        return bool(self.choices) and self.type is str

    @property
    def is_switch(self) -> bool:
        """Whether the command line shows it as a pair of flags, `--date-header` and `--no-date-header`."""
        return self.type in (bool, bytes)

    @property
    def environment(self) -> tuple[str, ...]:
        """The environment variables that set it, the first one found wins: `FW_PORT`, then `PORT`."""
        own = f"{VARIABLE_PREFIX}{self.name.upper()}"
        return (own,) if self.platform_variable is None else (own, self.platform_variable)

    def normalise(self, value: object) -> object:
        """Turn a switch's True or False, and a single value or a list of a repeatable option, into what they mean."""
        if self.type is bytes and isinstance(value, bool):
            return self.default if value else None
        if self.is_repeatable:
            return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, str) else value
        return value

    def check(self, value: object) -> None:
        """Raise OptionError unless `value` is one that this option takes."""
        if (value is None and self.is_optional) or value in self.choices:
            return
        if self.is_closed:
            raise self._refuse(value, f"one of {', '.join(self.choices)}")
        if self.is_repeatable:
            if not isinstance(value, tuple) or not all(_is_instance(item, self.type) for item in value):
                raise self._refuse(value, f"{_TYPE_NAMES[self.type]}, or a list of such")
        elif not _is_instance(value, self.type):
            raise self._refuse(value, " or ".join([*map(repr, self.choices), _TYPE_NAMES[self.type]]))
        elif self.range is not None and cast("float", value) not in self.range:
            raise self._refuse(value, str(self.range))

    def _refuse(self, value: object, expected: str) -> OptionError:
        return OptionError(f"Option {self.name!r} is {value!r}; it must be {expected}.")


_TYPE_NAMES: Mapping[type, str] = {
    bool: "True or False",
    bytes: "bytes, or True or False",
    float: "a number",
    int: "a whole number",
    str: "text",
}


def _is_instance(value: object, expected: type) -> bool:
    if isinstance(value, bool):
        return expected is bool
    return isinstance(value, (int, float) if expected is float else expected)


@dataclass(frozen=True, slots=True)
class _About:
    """What a field of `Options` cannot say by its name, type and default."""

    group: Group
    help: str
    range: Range | None = None
    platform_variable: str | None = None


_COUNT = Range(minimum=1)
_SECONDS = Range()
# Deadlines for clients: none would be an invitation, and 0 is read as none by whoever knows the options beside them.
_DEADLINE = Range(minimum=0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What may be asked of the server. Durations are in seconds, sizes in bytes."""

    app_dir: Annotated[str, _About("Application", "Directory to import the application from.")] = "."
    factory: Annotated[bool, _About("Application", "The name is that of a function that returns the application.")] = (
        False
    )
    interface: Annotated[
        InterfaceName,
        _About("Application", "What it is written for; auto tells by its parameters. wsgi needs a2wsgi."),
    ] = "auto"
    lifespan: Annotated[
        LifespanMode, _About("Application", "Run its start-up and shutdown: if it supports that, always, or never.")
    ] = "auto"
    loop: Annotated[LoopName, _About("Application", "Event loop; auto takes uvloop where it is installed.")] = "auto"
    root_path: Annotated[str, _About("Application", "Path under which a proxy shows it, such as /api/v1.")] = ""

    host: Annotated[str, _About("Binding", "Address or name to listen on; :: means all, IPv6 and IPv4.")] = "127.0.0.1"
    port: Annotated[
        int, _About("Binding", "Port to listen on; 0 lets the system choose.", Range(maximum=65535), "PORT")
    ] = 8000
    uds: Annotated[str | None, _About("Binding", "Listen on a Unix domain socket at this path instead.")] = None
    fd: Annotated[int | None, _About("Binding", "Listen on the inherited socket of this number instead.", Range())] = (
        None
    )
    bind: Annotated[
        tuple[str, ...],
        _About(
            "Binding",
            "Listen at HOST:PORT, [IPv6]:PORT, unix:PATH, fd:NUMBER or systemd:NAME instead; may be repeated.",
        ),
    ] = ()
    uds_permissions: Annotated[str, _About("Binding", "Who may connect to Unix domain sockets, as octal digits.")] = (
        "666"
    )
    reuse_port: Annotated[
        bool, _About("Binding", "Share ports with other processes that do so, too (SO_REUSEPORT).")
    ] = False
    backlog: Annotated[int, _About("Binding", "Connections that the system queues until accepted.", _COUNT)] = 2048

    workers: Annotated[
        int | Literal["auto"] | None,
        _About(
            "Processes",
            "Serve with so many worker processes and one that supervises them; auto: one for each usable core.",
            _COUNT,
            "WEB_CONCURRENCY",
        ),
    ] = None
    timeout_worker_healthcheck: Annotated[
        float,
        _About(
            "Processes", "Seconds after which a worker whose event loop is blocked is replaced; 0: never.", _SECONDS
        ),
    ] = 30
    timeout_worker_startup: Annotated[
        float,
        _About(
            "Processes", "Seconds in which a worker has to start; one that hangs is an error; 0: no limit.", _SECONDS
        ),
    ] = 600
    limit_max_requests: Annotated[
        int | None, _About("Processes", "Requests after which a process is replaced, or ends if it is alone.", _COUNT)
    ] = None
    limit_max_requests_jitter: Annotated[
        int, _About("Processes", "Most requests that chance adds, so that not all are replaced at once.", Range())
    ] = 0

    reload: Annotated[bool, _About("Reload", "Start anew, in one process, whenever a file changes.")] = False
    reload_dir: Annotated[
        tuple[str, ...], _About("Reload", "Directory to watch, instead of those of the application; repeatable.")
    ] = ()
    reload_include: Annotated[
        tuple[str, ...], _About("Reload", "Pattern of files to watch, such as *.html, besides *.py; repeatable.")
    ] = ()
    reload_exclude: Annotated[
        tuple[str, ...], _About("Reload", "Pattern of files or directories not to watch; repeatable.")
    ] = ()
    ssl_certfile: Annotated[
        tuple[str, ...],
        _About(
            "TLS",
            "Serve TLS with the certificate in this PEM file, intermediate ones after it; several are chosen by name.",
        ),
    ] = ()
    ssl_keyfile: Annotated[
        tuple[str, ...],
        _About("TLS", "PEM file of the private key, one for each certificate; without, the certificate's file has it."),
    ] = ()
    ssl_keyfile_password: Annotated[str | None, _About("TLS", "Password of the private keys.")] = dataclasses.field(
        default=None, repr=False
    )
    ssl_ca_certs: Annotated[
        str | None, _About("TLS", "PEM file of the authorities that certificates of clients are checked against.")
    ] = None
    ssl_cert_reqs: Annotated[
        CertificateRequirement, _About("TLS", "Whether clients have to show a certificate (mutual TLS).")
    ] = "none"
    ssl_ciphers: Annotated[
        str | None, _About("TLS", "Cipher suites for TLS 1.2, as OpenSSL writes them; without, OpenSSL's own choice.")
    ] = None
    ssl_handshake_timeout: Annotated[
        float, _About("TLS", "Seconds that a client has for the TLS handshake.", _DEADLINE)
    ] = 10

    proxy_headers: Annotated[
        bool, _About("Proxies", "Take client, scheme and more from the headers of trusted proxies.")
    ] = True
    forwarded_allow_ips: Annotated[
        str,
        _About(
            "Proxies",
            "Trusted proxies: addresses and networks, unix for clients of Unix domain sockets, or * for everybody.",
            platform_variable="FORWARDED_ALLOW_IPS",
        ),
    ] = "127.0.0.1,::1,unix"
    forwarded_headers: Annotated[
        str, _About("Proxies", "The headers that the proxies set, overwriting what clients sent.")
    ] = "x-forwarded-for,x-forwarded-proto"
    proxy_protocol: Annotated[
        bool, _About("Proxies", "Expect every connection to begin with the PROXY protocol, version 1 or 2.")
    ] = False

    log_level: Annotated[LogLevel, _About("Logging", "Least severe messages to log.")] = "info"
    access_log: Annotated[bool, _About("Logging", "Write a line for every request to standard output.")] = True
    access_log_format: Annotated[
        AccessLogFormat,
        _About("Logging", "How: plain for people, common or combined as Apache does, json; auto follows log_format."),
    ] = "auto"
    log_format: Annotated[LogFormat, _About("Logging", "All lines for people, or one JSON object each.")] = "text"
    metrics: Annotated[
        str | None, _About("Logging", "Answer Prometheus at PORT, HOST:PORT or unix:PATH, apart from the application.")
    ] = None
    request_id_header: Annotated[
        str | None,
        _About("Logging", "Give every request an id, in this header: that of a trusted proxy, or a new one."),
    ] = None

    http: Annotated[
        HttpParserName, _About("HTTP", "Parser of HTTP/1.1; auto takes httptools. h11 is Python alone, and slower.")
    ] = "auto"
    server_header: Annotated[bytes | None, _About("HTTP", "Name the server in every response.")] = b"fireweed"
    date_header: Annotated[bool, _About("HTTP", "Date every response.")] = True

    ws_max_message_size: Annotated[
        int, _About("WebSockets", "Largest message taken from a client, uncompressed, in bytes.", _COUNT)
    ] = 16777216
    ws_ping_interval: Annotated[
        float, _About("WebSockets", "Seconds of silence after which a client is sent a ping; 0 sends none.", _SECONDS)
    ] = 20
    ws_ping_timeout: Annotated[
        float, _About("WebSockets", "Seconds that a client may stay silent after a ping; 0 waits for ever.", _SECONDS)
    ] = 20
    ws_per_message_deflate: Annotated[
        bool, _About("WebSockets", "Compress messages for clients that offer it (permessage-deflate).")
    ] = True

    keep_alive_timeout: Annotated[
        float, _About("Timeouts", "Seconds that an idle connection stays open for a next request.", _SECONDS)
    ] = 75
    header_timeout: Annotated[
        float, _About("Timeouts", "Seconds in which the head of a request has to arrive.", _DEADLINE)
    ] = 10
    body_timeout: Annotated[float, _About("Timeouts", "Seconds between two pieces of a request's body.", _DEADLINE)] = (
        30
    )
    min_body_rate: Annotated[
        int,
        _About(
            "Timeouts", "Bytes a second that a body has to bring, averaged over body_timeout; 0: no limit.", Range()
        ),
    ] = 100
    write_timeout: Annotated[
        float, _About("Timeouts", "Seconds that a client may take nothing of its response.", _DEADLINE)
    ] = 60
    request_timeout: Annotated[
        float, _About("Timeouts", "Seconds in which the application has to begin its response; 0: no limit.", _SECONDS)
    ] = 0
    graceful_shutdown_timeout: Annotated[
        float, _About("Timeouts", "Seconds that running requests have to finish when the server stops.", _SECONDS)
    ] = 30

    limit_concurrency: Annotated[
        int | None, _About("Limits", "Most connections; requests on further ones are answered 503.", _COUNT)
    ] = None
    max_target_size: Annotated[int, _About("Limits", "Longest request target (path and query), in bytes.", _COUNT)] = (
        16384
    )
    max_head_size: Annotated[int, _About("Limits", "Largest head of a request, in bytes.", _COUNT)] = 65536
    max_headers: Annotated[int, _About("Limits", "Most headers in a request.", _COUNT)] = 128
    max_body_size: Annotated[
        int,
        _About("Limits", "Largest body of a request, in bytes; larger ones are answered 413. 0: no limit.", Range()),
    ] = 0
    read_high_water: Annotated[
        int, _About("Limits", "Bytes of a body held for the application before receiving pauses.", _COUNT)
    ] = 65536
    write_high_water: Annotated[
        int, _About("Limits", "Bytes of a response held for the client before the application waits.", _COUNT)
    ] = 65536


def _build_option(field: "dataclasses.Field[object]", hint: object) -> Option:
    annotation, about = typing.get_args(hint)
    is_union = typing.get_origin(annotation) in (Union, types.UnionType)
    members = typing.get_args(annotation) if is_union else (annotation,)
    is_repeatable = typing.get_origin(annotation) is tuple
    if is_repeatable:
        members = typing.get_args(annotation)[:1]
    literals = [member for member in members if typing.get_origin(member) is Literal]
    others = [member for member in members if member is not types.NoneType and member not in literals]
    return Option(
        name=field.name,
        type=others[0] if others else str,
        default=field.default,
        help=about.help,
        group=about.group,
        is_optional=types.NoneType in members,
        is_repeatable=is_repeatable,
        choices=typing.get_args(literals[0]) if literals else (),
        range=about.range,
        platform_variable=about.platform_variable,
    )


def _build_options() -> Iterable[Option]:
    hints = typing.get_type_hints(Options, include_extras=True)
    return (_build_option(field, hints[field.name]) for field in dataclasses.fields(Options))


OPTIONS: Mapping[str, Option] = types.MappingProxyType({option.name: option for option in _build_options()})


def get_option(name: str) -> Option:
    """The option of that name; OptionError, with the name that was probably meant, if there is none."""
    option = OPTIONS.get(name)
    if option is None:
        close = difflib.get_close_matches(name, OPTIONS, n=1)
        remedy = f"Did you mean {close[0]!r}?" if close else f"There are {', '.join(sorted(OPTIONS))}."
        raise OptionError(f"There is no option {name!r}. {remedy}")
    return option
