"""The offers of permessage-deflate (RFC 7692 §7.1) and what the server takes of them. Pure text: nothing is deflated.

An offer that breaks a rule is declined, as the RFC asks; it never fails the handshake.
"""

import re
from dataclasses import dataclass
from typing import Final

_NAME: Final = "permessage-deflate"
_BITS: Final = re.compile(r"[89]|1[0-5]")
_FLAGS: Final = frozenset(("client_no_context_takeover", "server_no_context_takeover"))
_WINDOWS: Final = frozenset(("client_max_window_bits", "server_max_window_bits"))

_OWN_BITS: Final = 12
"""2**12 bytes of history for each direction: an eighth of the memory that the RFC's default takes, for little more."""

# zlib cannot deflate with a window of 2**8 bytes.
_LEAST_SERVER_BITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class DeflateParameters:
    """What both sides have agreed on. `response` is the value for Sec-WebSocket-Extensions.

    The bits are those of the window that the client deflates with, 15 where it cannot be told, and of the server's.
    """

    client_no_context_takeover: bool
    server_no_context_takeover: bool
    client_max_window_bits: int
    server_max_window_bits: int
    response: bytes


def find_deflate_offer(extensions: bytes) -> DeflateParameters | None:
    """The first offer of a Sec-WebSocket-Extensions value that can be taken."""
    for offer in extensions.decode("latin-1").split(","):
        name, *parameters = (part.strip() for part in offer.split(";"))
        if name == _NAME and (accepted := _accept(parameters)) is not None:
            return accepted
    return None


def _accept(parameters: list[str]) -> DeflateParameters | None:
    offered: dict[str, int | None] = {}
    for parameter in parameters:
        name, separator, value = parameter.partition("=")
        name, value = name.rstrip(), _unquote(value.lstrip())
        if name in offered or not _is_valid(name, value if separator else None):
            return None
        offered[name] = int(value) if value else None
    return _choose(offered)


def _is_valid(name: str, value: str | None) -> bool:
    if name in _FLAGS:
        return value is None
    if value is None:  # "you may choose one", which only the client can say of its own window
        return name == "client_max_window_bits"
    return name in _WINDOWS and _BITS.fullmatch(value) is not None


def _choose(offered: dict[str, int | None]) -> DeflateParameters | None:
    answers = [flag for flag in sorted(_FLAGS) if flag in offered]
    client_bits, server_bits = 15, _OWN_BITS
    if "client_max_window_bits" in offered:
        client_bits = min(offered["client_max_window_bits"] or _OWN_BITS, _OWN_BITS)
        answers.append(f"client_max_window_bits={client_bits}")
    if "server_max_window_bits" in offered:
        server_bits = min(offered["server_max_window_bits"] or _OWN_BITS, _OWN_BITS)
        answers.append(f"server_max_window_bits={server_bits}")
    if server_bits < _LEAST_SERVER_BITS:
        return None
    return DeflateParameters(
        client_no_context_takeover="client_no_context_takeover" in offered,
        server_no_context_takeover="server_no_context_takeover" in offered,
        client_max_window_bits=client_bits,
        server_max_window_bits=server_bits,
        response="; ".join((_NAME, *answers)).encode("ascii"),
    )


def _unquote(value: str) -> str:
    # RFC 6455 §9.1: a value may be quoted; what is inside is a token then, too.
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
