"""Media types: the value of `content-type` (RFC 9110 §8.3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_ESSENCE = re.compile(rf"[ \t]*({_TOKEN})/({_TOKEN})[ \t]*(?=;|\Z)")
# An unquoted value may hold more than a token: several clients send boundaries with "/", ":" or "=" bare.
_PARAMETER = re.compile(
    rf';[ \t]*+(?:({_TOKEN})=(?:"((?:[^"\\]|\\.)*)"|([^\x00-\x20\x7f;"]+)))?[ \t]*+(?=;|\Z)', re.DOTALL
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MediaType:
    """A parsed media type. `type`, `subtype` and the names of parameters are in lower case."""

    type: str
    subtype: str
    parameters: Mapping[str, str]

    @property
    def essence(self) -> str:
        """Type and subtype without parameters, such as "text/html"."""
        return f"{self.type}/{self.subtype}"

    @property
    def is_json(self) -> bool:
        """Whether it is application/json, or application/*+json (RFC 6839 §3.1)."""
        return self.type == "application" and (self.subtype == "json" or self.subtype.endswith("+json"))


def parse_media_type(value: str | bytes) -> MediaType:
    """Return the media type that a `content-type` header names.

    Of a parameter that is given twice, the first counts. Raises ValueError for what is not a media type.
    """
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    match = _ESSENCE.match(text)
    if match is None:
        raise ValueError(f"Not a media type: {text[:100]!r}")
    return MediaType(match[1].lower(), match[2].lower(), MappingProxyType(_parse_parameters(text, match.end())))


def _parse_parameters(text: str, position: int) -> dict[str, str]:
    parameters: dict[str, str] = {}
    while position < len(text):
        match = _PARAMETER.match(text, position)
        if match is None:
            raise ValueError(f"Malformed parameter in media type: {text[position : position + 100]!r}")
        name, quoted, bare = match.groups()
        if name:
            parameters.setdefault(name.lower(), bare if quoted is None else _ESCAPE.sub(r"\1", quoted))
        position = match.end()
    return parameters


@lru_cache(maxsize=64)
def is_json_media_type(value: str | bytes) -> bool:
    """Tell whether a `content-type` announces JSON; a malformed one does not, malformed parameters do not matter."""
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    match = _ESSENCE.match(text)
    return match is not None and MediaType(match[1].lower(), match[2].lower(), {}).is_json
