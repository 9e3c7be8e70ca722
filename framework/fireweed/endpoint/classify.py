"""Which source each parameter of a callable is read from: the rules by which a signature becomes a declaration."""

import typing
from collections.abc import Callable, Hashable
from enum import Enum
from types import NoneType
from typing import Annotated, Any

from pydantic import PydanticUserError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from fireweed import params
from fireweed.background import BackgroundTasks
from fireweed.connection import HTTPConnection
from fireweed.endpoint.annotations import (
    holds,
    is_json,
    is_scalar,
    is_scalar_sequence,
    is_subclass,
    resolve_alias,
    split_annotated,
)
from fireweed.endpoint.fields import GROUP_KEYS, LIST_SOURCES, MARKER_SOURCES, InputField, Source, find_request_names
from fireweed.endpoint.groups import find_models, takes_none
from fireweed.endpoint.interning import Interned, build_key
from fireweed.endpoint.parameter_groups import GroupOptions, ParameterGroup
from fireweed.endpoint.refusals import (
    refuse,
    refuse_misfits,
    refuse_nested,
    refuse_parameter,
    refuse_structure,
    refuse_uncalled,
    refuse_unevaluated,
    refuse_v1_model,
)
from fireweed.endpoint.refused_options import refuse_annotation, refuse_options
from fireweed.endpoint.signature import EMPTY, Parameter, Unevaluated, describe
from fireweed.exceptions import DeclarationError
from fireweed.forms import UploadFile
from fireweed.params.markers import Marker
from fireweed.requests import Request
from fireweed.responses import Response
from fireweed.security.scopes import SecurityScopes
from fireweed.websockets import WebSocket


class Special(Enum):
    """What the framework hands over by the parameter's type."""

    REQUEST = "request"
    WEBSOCKET = "websocket"
    CONNECTION = "connection"
    RESPONSE = "response"
    BACKGROUND_TASKS = "background_tasks"
    SECURITY_SCOPES = "security_scopes"


_SPECIAL_CLASSES: tuple[tuple[type[Any], Special], ...] = (
    (Request, Special.REQUEST),
    (WebSocket, Special.WEBSOCKET),
    (HTTPConnection, Special.CONNECTION),
    (Response, Special.RESPONSE),
    (BackgroundTasks, Special.BACKGROUND_TASKS),
    (SecurityScopes, Special.SECURITY_SCOPES),
)

Declaration = InputField | params.Depends | Special

# Defaults that cannot change, and whose texts tell them apart.
_PLAIN_DEFAULTS = frozenset((NoneType, bool, int, float, str, bytes))

# PERF: programs repeat their parameters, such as `item_id: int`, in many routes (benchmarks/startup).
_kept = Interned[InputField]()


def classify_parameter(call: Callable[..., Any], parameter: Parameter, path_names: frozenset[str]) -> Declaration:
    """Say where the value of a parameter comes from; parameters without markers that are alike share their field.

    Raises:
        AssertionError: contradictory markers, in the words that users know.
        DeclarationError: a declaration that cannot work.
    """
    key = _build_key(parameter, path_names)
    kept = _kept.find(key)
    if kept is not None:
        return kept
    declaration = _classify(call, parameter, path_names)
    if isinstance(declaration, InputField):
        _kept.keep(key, declaration)
    return declaration


def _build_key(parameter: Parameter, path_names: frozenset[str]) -> Hashable:
    """What makes the field of a parameter without a marker; None for others."""
    name, annotation, default = parameter.name, parameter.annotation, parameter.default
    is_plain = default is EMPTY or type(default) in _PLAIN_DEFAULTS
    if not is_plain or isinstance(annotation, Unevaluated) or typing.get_origin(annotation) is Annotated:
        return None
    return build_key(name, name in path_names, annotation, default)


def _classify(call: Callable[..., Any], parameter: Parameter, path_names: frozenset[str]) -> Declaration:
    name, default = parameter.name, parameter.default
    if isinstance(parameter.annotation, Unevaluated):
        return _classify_unevaluated(call, parameter, parameter.annotation)
    annotation = Any if parameter.annotation is EMPTY else parameter.annotation
    type_, metadata = split_annotated(annotation)
    # Seen through: an alias would hide its metadata from pydantic, and would be a component of the document.
    annotation = Annotated[type_, *metadata] if metadata else type_
    refuse_uncalled(call, parameter, metadata)
    written = _find_marker(metadata)
    dependency = _find_dependency(call, parameter, written, type_)
    if dependency is not None:
        return dependency
    special = find_special(type_)
    if special is not None:
        if written is not None or isinstance(default, Marker):
            refuse(call, f"Cannot specify FastAPI annotation for type {type_!r}")
        return special
    refuse_annotation(call, name, type_)
    if isinstance(default, Marker):
        if written is not None:
            refuse(call, f"Cannot specify FastAPI annotations in `Annotated` and default value together for {name!r}")
        return _build_field(call, name, _merge(call, name, annotation, default), default, path_names)
    if isinstance(written, Marker):
        _refuse_double_default(call, parameter, written)
        return _build_field(call, name, _merge(call, name, annotation, default), written, path_names)
    marker = _choose_marker(name, type_, path_names)
    if isinstance(marker, params.Path):
        default = EMPTY
    return _build_field(call, name, _merge(call, name, Annotated[annotation, marker], default), marker, path_names)


def find_special(type_: Any) -> Special | None:
    """What the framework hands over for a type, None for a type of the user."""
    for class_, special in _SPECIAL_CLASSES:
        if is_subclass(type_, class_):
            return special
    return None


def _classify_unevaluated(call: Callable[..., Any], parameter: Parameter, annotation: Unevaluated) -> params.Depends:
    """The dependency of a parameter whose type is not known: what makes the value is enough."""
    for written in (parameter.default, _find_marker(annotation.metadata)):
        if isinstance(written, params.Depends) and written.dependency is not None:
            return written
    refuse_unevaluated(call, parameter.name, annotation)


def _find_marker(metadata: tuple[Any, ...]) -> Marker | params.Depends | None:
    """The last marker in `Annotated`, so that an alias with a marker inside can be given another one."""
    return next((item for item in reversed(metadata) if isinstance(item, Marker | params.Depends)), None)


def _find_dependency(
    call: Callable[..., Any], parameter: Parameter, written: Marker | params.Depends | None, type_: Any
) -> params.Depends | None:
    """The dependency of a parameter. A default beside it is for those who call the function themselves."""
    name, default = parameter.name, parameter.default
    if isinstance(default, params.Depends):
        if isinstance(written, params.Depends):
            refuse(call, f"Cannot specify `Depends` in `Annotated` and default value together for {name!r}")
        if written is not None:
            message = "Cannot specify a FastAPI annotation in `Annotated` and `Depends` as a default value together"
            refuse(call, f"{message} for {name!r}")
        written = default
    elif isinstance(written, params.Depends) and isinstance(default, Marker):
        refuse(call, f"Cannot specify FastAPI annotations in `Annotated` and default value together for {name!r}")
    if not isinstance(written, params.Depends):
        return None
    if written.dependency is not None:
        return written
    if type_ is Any:
        remedy = "Write `Depends(get_user)`, or annotate the parameter with a class."
        refuse_parameter(call, name, f"`{type(written).__name__}()` does not say what to call.", remedy)
    return _with_dependency(written, resolve_alias(type_))


def _with_dependency(marker: params.Depends, dependency: Any) -> params.Depends:
    options = {**vars(marker), "dependency": dependency}
    return type(marker)(**options)


def _choose_marker(name: str, type_: Any, path_names: frozenset[str]) -> Marker:
    """The source of a parameter without a marker."""
    if name in path_names:
        return _PATH
    if holds(type_, UploadFile) and (is_scalar(type_) or is_scalar_sequence(type_)):
        return _FILE
    return _QUERY if is_scalar(type_) else _BODY


# What parameters without a marker have; nobody changes them.
_PATH, _QUERY, _BODY, _FILE = params.Path(), params.Query(), params.Body(), params.File()


def _refuse_double_default(call: Callable[..., Any], parameter: Parameter, marker: Marker) -> None:
    if isinstance(marker, params.Path):
        if parameter.default is not EMPTY:
            refuse(call, "Path parameters cannot have default values")
    elif marker.default is not PydanticUndefined:
        kind, name = type(marker).__name__, parameter.name
        message = f"`{kind}` default value cannot be set in `Annotated` for {name!r}."
        refuse(call, f"{message} Set the default value with `=` instead.")


def _merge(call: Callable[..., Any], name: str, annotation: Any, default: Any) -> FieldInfo:
    """Merge the type, all of its metadata and the default, which may be a marker, into one FieldInfo."""
    try:
        if default is EMPTY:
            info = FieldInfo.from_annotation(annotation)
        else:
            info = FieldInfo.from_annotated_attribute(annotation, default)
    except (PydanticUserError, TypeError) as error:
        raise DeclarationError(f"{describe(call)}: parameter {name!r}: {error}") from error
    refuse_options(call, name, info)
    return info


def _build_field(
    call: Callable[..., Any], name: str, info: FieldInfo, marker: Any, path_names: frozenset[str]
) -> InputField:
    type_ = info.annotation
    annotation = Annotated[type_, *info.metadata] if info.metadata else type_
    refuse_v1_model(call, name, annotation)
    refuse_misfits(call, name, type_, info.metadata)
    source = _find_source(call, name, marker)
    if name in path_names and source is not Source.PATH:
        refuse(call, f"Cannot use `{type(marker).__name__}` for path param {name!r}")
    group = _build_group(source, info, marker)
    if group is not None:
        refuse_nested(call, name, group.models)
        key = f"{name} of {group.presence}"
        return InputField(name, source, info, marker, is_list=False, request_names=(key,), group=group)
    is_list = source is not Source.PATH and is_scalar_sequence(annotation)
    refuse_structure(call, name, annotation, source)
    return InputField(name, source, info, marker, is_list, find_request_names(name, info, marker, path_names))


def _build_group(source: Source, info: FieldInfo, marker: Any) -> ParameterGroup | None:
    """The group that a parameter is, None for one of another kind."""
    models = () if source not in GROUP_KEYS or is_json(info.metadata) else find_models(info.annotation)
    if not models:
        return None
    for model in models:
        model.model_rebuild(raise_errors=False)
    options = GroupOptions(
        collects_lists=source in LIST_SOURCES,
        are_headers=source is Source.HEADER,
        convert_underscores=getattr(marker, "convert_underscores", True),
    )
    return ParameterGroup(models, takes_none(info.annotation), options)


def _find_source(call: Callable[..., Any], name: str, marker: Marker) -> Source:
    for class_ in type(marker).__mro__:
        if class_ in MARKER_SOURCES:
            return MARKER_SOURCES[class_]
    kind = type(marker).__name__
    refuse_parameter(call, name, f"`{kind}` does not say where the value is.", "Use a marker derived from `Query`.")
