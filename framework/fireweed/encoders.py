"""`jsonable_encoder`: any Python value as dicts, lists, strings and numbers that JSON can hold; `encode_json`: as JSON.

What a type becomes is data, in `ENCODERS_BY_TYPE`.
"""

import dataclasses
import datetime
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from pathlib import Path, PurePath
from re import Pattern
from types import GeneratorType, NoneType
from typing import Any
from uuid import UUID

from pydantic import BaseModel, SecretBytes, SecretStr
from pydantic_core import PydanticUndefinedType, Url

from fireweed.exceptions import PydanticV1NotSupportedError
from fireweed.forms import UploadFile
from fireweed.responses.json import build_json_encoder
from fireweed.types import IncEx

Encoder = Callable[[Any], Any]


def isoformat(value: datetime.date | datetime.time) -> str:
    return value.isoformat()


def decimal_encoder(value: Decimal) -> int | float:
    """A decimal without an exponent below zero as an int, any other as a float."""
    exponent = value.as_tuple().exponent
    return int(value) if isinstance(exponent, int) and exponent >= 0 else float(value)


def describe_upload(value: UploadFile) -> dict[str, Any]:
    """What a client said of a file: never where it is kept."""
    return {"filename": value.filename, "size": value.size, "headers": dict(value.headers)}


ENCODERS_BY_TYPE: dict[type[Any], Encoder] = {
    bytes: bytes.decode,
    datetime.date: isoformat,
    datetime.datetime: isoformat,
    datetime.time: isoformat,
    datetime.timedelta: datetime.timedelta.total_seconds,
    Decimal: decimal_encoder,
    Enum: lambda value: value.value,
    frozenset: list,
    deque: list,
    GeneratorType: list,
    IPv4Address: str,
    IPv4Interface: str,
    IPv4Network: str,
    IPv6Address: str,
    IPv6Interface: str,
    IPv6Network: str,
    Path: str,
    Pattern: lambda value: value.pattern,
    SecretBytes: str,
    SecretStr: str,
    set: list,
    UploadFile: describe_upload,
    UUID: str,
    Url: str,
}


# The module of URLs and addresses of mail. Named, not imported: it takes long to load (benchmarks/startup).
_NETWORKS = "pydantic.networks"

# Classes that are told by their name: one is deprecated, the other from a package that need not be there.
_STRING_CLASSES = frozenset(("pydantic.color.Color", "pydantic_extra_types.color.Color"))


@dataclasses.dataclass(frozen=True, slots=True)
class _Options:
    """What the caller of `jsonable_encoder` asked for; `include` and `exclude` hold for the outermost value alone."""

    by_alias: bool
    exclude_unset: bool
    exclude_defaults: bool
    exclude_none: bool
    custom_encoder: Mapping[Any, Encoder]
    sqlalchemy_safe: bool


def jsonable_encoder(  # noqa: PLR0913  # the signature that users know
    obj: Any,
    include: IncEx | None = None,
    exclude: IncEx | None = None,
    by_alias: bool = True,  # noqa: FBT001, FBT002
    exclude_unset: bool = False,  # noqa: FBT001, FBT002
    exclude_defaults: bool = False,  # noqa: FBT001, FBT002
    exclude_none: bool = False,  # noqa: FBT001, FBT002
    custom_encoder: Mapping[Any, Encoder] | None = None,
    sqlalchemy_safe: bool = True,  # noqa: FBT001, FBT002
) -> Any:
    """Make of any value what `json.dumps` takes.

    Models are dumped with the options given; `custom_encoder` maps types to functions and comes before everything
    else; `sqlalchemy_safe` leaves out keys that begin with `_sa`.

    Raises:
        ValueError: the value is neither known nor a mapping nor has attributes.
        PydanticV1NotSupportedError: the value is a model of pydantic 1.
    """
    options = _Options(by_alias, exclude_unset, exclude_defaults, exclude_none, custom_encoder or {}, sqlalchemy_safe)
    return _encode(obj, options, _as_keys(include), _as_keys(exclude))


def _encode(obj: Any, options: _Options, include: Any = None, exclude: Any = None) -> Any:
    if options.custom_encoder:
        custom_encoder = _find_custom_encoder(obj, options.custom_encoder)
        if custom_encoder is not None:
            return custom_encoder(obj)
    if dataclasses.is_dataclass(obj) and not isinstance(obj, type):
        return _encode(dataclasses.asdict(obj), options, include, exclude)
    for classes, encode in _STRUCTURES:
        if isinstance(obj, classes):
            return encode(obj, options, include, exclude)
    encoder = _find_encoder(obj)
    return encoder(obj) if encoder is not None else _encode_unknown(obj, options, include, exclude)


def _encode_model(obj: BaseModel, options: _Options, include: Any, exclude: Any) -> Any:
    data = obj.model_dump(
        mode="json",
        include=include,
        exclude=exclude,
        by_alias=options.by_alias,
        exclude_unset=options.exclude_unset,
        exclude_defaults=options.exclude_defaults,
        exclude_none=options.exclude_none,
    )
    return _encode(data, dataclasses.replace(options, custom_encoder={}))


def _encode_sequence(obj: Iterable[Any], options: _Options, include: Any, exclude: Any) -> list[Any]:
    return [_encode(item, options, include, exclude) for item in obj]


def _encode_mapping(obj: Mapping[Any, Any], options: _Options, include: Any, exclude: Any) -> dict[Any, Any]:
    return {
        _encode(key, options): _encode(value, options)
        for key, value in obj.items()
        if not (options.sqlalchemy_safe and isinstance(key, str) and key.startswith("_sa"))
        and not (options.exclude_none and value is None)
        and (include is None or key in include)
        and (exclude is None or key not in exclude)
    }


def _encode_unknown(obj: Any, options: _Options, include: Any, exclude: Any) -> Any:
    if any(class_.__module__ == "pydantic.v1.main" for class_ in type(obj).__mro__):
        raise PydanticV1NotSupportedError(f"{type(obj).__name__} is a pydantic.v1 model. Use pydantic.BaseModel.")
    try:
        data = dict(obj)
    except Exception as not_a_mapping:
        try:
            data = vars(obj)
        except TypeError as no_attributes:
            raise ValueError([not_a_mapping, no_attributes]) from no_attributes
    return _encode(data, options, include, exclude)


def _find_custom_encoder(obj: Any, custom: Mapping[Any, Encoder]) -> Encoder | None:
    if type(obj) in custom:
        return custom[type(obj)]
    return next((encoder for type_, encoder in custom.items() if isinstance(obj, type_)), None)


def _find_encoder(obj: Any) -> Encoder | None:
    for class_ in type(obj).__mro__:
        if class_ in ENCODERS_BY_TYPE:
            return ENCODERS_BY_TYPE[class_]
        if class_.__module__ == _NETWORKS or f"{class_.__module__}.{class_.__qualname__}" in _STRING_CLASSES:
            return str
    return None


def _as_keys(keys: Any) -> Any:
    """A list of keys as a set, as pydantic wants it."""
    return keys if keys is None or isinstance(keys, set | dict) else set(keys)


# What is told by its class before the encoders by type are asked, in this order: an enumeration may also be a string.
_STRUCTURES: tuple[tuple[Any, Callable[[Any, _Options, Any, Any], Any]], ...] = (
    (BaseModel, _encode_model),
    (Enum, lambda obj, *_: obj.value),
    (PurePath, lambda obj, *_: str(obj)),
    ((str, int, float, NoneType), lambda obj, *_: obj),
    (PydanticUndefinedType, lambda *_: None),
    (dict, _encode_mapping),
    ((list, set, frozenset, GeneratorType, tuple, deque), _encode_sequence),
)


def build_value_encoder(encode: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    """The function from any value to JSON, by an encoder that asks `jsonable_encoder` for what it does not know.

    Equal to `jsonable_encoder` before the encoder, in one pass where it can be. Only two things would differ: keys that
    are neither strings nor numbers (a TypeError), and keys beginning with `_sa`, which `jsonable_encoder` leaves out.
    The function raises ValueError for what JSON (RFC 8259) or UTF-8 cannot hold, and what `jsonable_encoder` raises.
    """

    def encode_value(value: Any) -> bytes:
        # PERF: one pass instead of two; benchmarks/micro/responses.py.
        try:
            body = encode(value)
        except TypeError:
            return encode(jsonable_encoder(value))
        return body if b'"_sa' not in body else encode(jsonable_encoder(value))

    return encode_value


encode_json = build_value_encoder(build_json_encoder(default=jsonable_encoder))
