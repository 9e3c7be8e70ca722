"""Values as text for a developer's eyes: short, and without what looks like a secret by its name or its form."""

import builtins
import re
from itertools import islice
from reprlib import Repr
from typing import Any, Final

HIDDEN: Final = "**********"

# The length from which on a text is not looked at any more.
_LONGEST_TEXT: Final = 10_000

_SECRET_WORD: Final = "passw|passphrase|pwd|secret|token|key|authorization|cookie|credential"
_SECRET_NAME: Final = re.compile(_SECRET_WORD, re.IGNORECASE)
_QUOTED: Final = r"""(?:b?'(?:[^'\\]|\\.)*'?|b?"(?:[^"\\]|\\.)*"?)"""
_SECRETS_IN_TEXT: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # What follows a name and an equals sign or a colon.
        rf"""((?<![\w.-])[\w.-]*(?:{_SECRET_WORD})[\w.-]*['"]?\s*[=:]\s*)(?:{_QUOTED}|[^\s,;&)}}\]]+)""",
        # What follows a name in a pair.
        rf"""((?<=['"])[\w.-]*(?:{_SECRET_WORD})[\w.-]*['"],\s*){_QUOTED}""",
        # The password in a URL (RFC 3986 §3.2.1).
        r"(://[^\s/:@]*:)[^\s/@]+(?=@)",
        # The credentials of an Authorization header (RFC 9110 §11.4).
        r"(\b(?:basic|bearer|digest)\s+)[\w.~+/=-]+",
    )
)


def describe(name: str, value: object) -> str:
    """A value as text that may be shown under this name; never raises an Exception."""
    if is_secret_name(name):
        return HIDDEN
    try:
        return _repr.repr(value)
    except Exception:
        return _describe_unprintable(value)


def is_secret_name(name: object) -> bool:
    """Whether what is called so is not to be shown."""
    if isinstance(name, bytes):
        name = name.decode("latin-1")
    return isinstance(name, str) and _SECRET_NAME.search(name) is not None


def hide_secrets(text: str) -> str:
    """Replace what a text shows under a secret's name, and passwords and credentials in their usual forms."""
    for pattern in _SECRETS_IN_TEXT:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text


class _RedactingRepr(Repr):
    """`reprlib.Repr` calls a method by the name of the value's class, `repr_instance` where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 4
        self.maxstring = self.maxother = 400
        self.maxdict = self.maxlist = self.maxtuple = self.maxset = self.maxfrozenset = 20

    def repr_dict(self, x: dict[Any, Any], level: int) -> str:
        if level <= 0:
            return "{...}" if x else "{}"
        items = [
            f"{self.repr1(key, level - 1)}: {self._repr_item(key, x[key], level)}" for key in islice(x, self.maxdict)
        ]
        if len(x) > self.maxdict:
            items.append("...")
        return f"{{{', '.join(items)}}}"

    def repr_tuple(self, x: tuple[Any, ...], level: int) -> str:
        if len(x) == 2 and is_secret_name(x[0]):
            return f"({self.repr1(x[0], level - 1)}, {HIDDEN})"
        return super().repr_tuple(x, level)

    def repr_str(self, x: str, level: int) -> str:
        return self._shorten(builtins.repr(x[:_LONGEST_TEXT]), self.maxstring)

    def repr_bytes(self, x: bytes, level: int) -> str:
        return self._shorten(builtins.repr(x[:_LONGEST_TEXT]), self.maxstring)

    repr_bytearray = repr_bytes

    def repr_instance(self, x: object, level: int) -> str:
        try:
            text = builtins.repr(x)
        except Exception:
            text = _describe_unprintable(x)
        return self._shorten(text, self.maxother)

    def _repr_item(self, key: object, value: object, level: int) -> str:
        return HIDDEN if is_secret_name(key) else self.repr1(value, level - 1)

    def _shorten(self, text: str, length: int) -> str:
        text = hide_secrets(text[:_LONGEST_TEXT])
        return text if len(text) <= length else f"{text[:length]}..."


def _describe_unprintable(value: object) -> str:
    return f"<{type(value).__name__} object, whose repr() fails>"


_repr = _RedactingRepr()
