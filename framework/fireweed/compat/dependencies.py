"""Looking into dependencies, and filling in a call's, by the names of FastAPI's `dependencies.utils`.

Programs use these outside of routes: tests that ask who may call what, jobs that have no request.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import partial
from typing import Any, ForwardRef, Literal, TypedDict

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typing_extensions import Unpack

from fireweed.compat.internals import get_path_param_names
from fireweed.concurrency import run_in_threadpool
from fireweed.encoders import jsonable_encoder
from fireweed.endpoint.dependant import Dependant, build_dependant
from fireweed.endpoint.graph import CallSpec, GraphBuilder, Overrides
from fireweed.endpoint.model_field import ModelField
from fireweed.exceptions import EndpointContext, ResponseValidationError
from fireweed.params import Depends
from fireweed.params.depends import DependencyScope
from fireweed.types import IncEx


class Edge(TypedDict, total=False):
    """What a dependent says of a dependency: see `Dependant`."""

    name: str | None
    own_oauth_scopes: Sequence[str] | None
    parent_oauth_scopes: Sequence[str] | None
    use_cache: bool
    scope: DependencyScope | None


def get_dependant(*, path: str, call: Callable[..., Any], **edge: Unpack[Edge]) -> Dependant:
    """What a callable asks for, as an endpoint or a dependency of a route with the template `path`.

    Raises:
        DeclarationError, AssertionError: a parameter cannot work as declared.
    """
    own, parent = tuple(edge.pop("own_oauth_scopes", None) or ()), tuple(edge.pop("parent_oauth_scopes", None) or ())
    scopes = tuple(dict.fromkeys((*parent, *own)))
    spec = _read(call, path)
    return build_dependant(spec, path, scopes, own_oauth_scopes=own, parent_oauth_scopes=parent, **edge)


def get_parameterless_sub_dependant(*, depends: Depends, path: str) -> Dependant:
    """What a dependency asks for that no parameter takes, such as those in `dependencies=[...]`.

    Raises:
        AssertionError: there is nothing to call.
    """
    if not callable(depends.dependency):
        raise AssertionError("A parameter-less dependency must have a callable dependency")
    scopes: Sequence[str] = getattr(depends, "scopes", None) or ()
    return get_dependant(path=path, call=depends.dependency, scope=depends.scope, own_oauth_scopes=scopes)


def get_flat_params(dependant: Dependant) -> list[ModelField]:
    """The parameters of a callable and of all that it depends on, those of the path first, bodies left out."""
    calls = list(_walk(dependant))
    sources = ("path_params", "query_params", "header_params", "cookie_params")
    return [parameter for source in sources for call in calls for parameter in getattr(call, source)]


def get_typed_annotation(annotation: Any, globalns: dict[str, Any]) -> Any:
    """The annotation, evaluated if it is a string or a forward reference."""
    text = annotation.__forward_arg__ if isinstance(annotation, ForwardRef) else annotation
    return eval(text, globalns) if isinstance(text, str) else annotation


def get_validation_alias(field: ModelField) -> str:
    """The name of a parameter in requests."""
    return field.validation_alias


def create_model_field(
    name: str,
    type_: Any,
    default: Any = PydanticUndefined,
    field_info: FieldInfo | None = None,
    alias: str | None = None,
    mode: Literal["validation", "serialization"] = "validation",
) -> ModelField:
    """A field that validates and serializes values of a type; `default` counts where there is no `field_info`."""
    info = FieldInfo(default=default, alias=alias) if field_info is None else copy(field_info)
    info.annotation = type_
    return ModelField(name, info, alias or info.alias or name, mode)


class DumpOptions(TypedDict, total=False):
    """What of a value is written: see pydantic's `dump_python`."""

    include: IncEx | None
    exclude: IncEx | None
    by_alias: bool
    exclude_unset: bool
    exclude_defaults: bool
    exclude_none: bool


async def serialize_response(
    *,
    response_content: Any,
    field: ModelField | None = None,
    is_coroutine: bool = True,
    endpoint_ctx: EndpointContext | None = None,
    dump_json: bool = False,
    **options: Unpack[DumpOptions],
) -> Any:
    """What JSON can hold of a value, validated by `field` if there is one, in a worker thread unless `is_coroutine`.

    With `dump_json` and a field it is JSON. No route of ours is answered by this function: replace nothing by it.

    Raises:
        ResponseValidationError: the value is not what the field says.
    """
    if field is None:
        return jsonable_encoder(response_content)
    validate = partial(field.validate, response_content, loc=("response",))
    value, errors = validate() if is_coroutine else await run_in_threadpool(validate)
    if errors:
        raise ResponseValidationError(errors, body=response_content, endpoint_ctx=endpoint_ctx)
    return field.serialize_json(value, **options) if dump_json else field.serialize(value, **options)


def ensure_multipart_is_installed() -> None:
    """Nothing: what reads forms comes with Fireweed."""


def _read(call: Callable[..., Any], path: str, overrides: Overrides | None = None) -> CallSpec:
    return GraphBuilder(get_path_param_names(path), overrides).build_call(call)


def _walk(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _walk(inner)
