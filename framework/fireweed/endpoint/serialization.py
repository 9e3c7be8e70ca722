"""Values as JSON: a type becomes one pydantic adapter at start-up, with it the functions that write its values."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, NoReturn

from pydantic import PydanticUserError, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from fireweed.endpoint.adapters import describe_type, is_complete
from fireweed.endpoint.annotations import find_v1_model, get_union_members, is_subclass, split_annotated
from fireweed.endpoint.inputs import SCHEMA_ERRORS, find_cause, get_reason
from fireweed.endpoint.signature import Unevaluated, describe
from fireweed.exceptions import (
    DeclarationError,
    EndpointContext,
    FireweedError,
    PydanticV1NotSupportedError,
    ResponseValidationError,
)
from fireweed.responses import Response
from fireweed.types import IncEx

Render = Callable[[Any], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class SerializerOptions:
    """What of a response model is written out; pydantic's options, for every value of the route.

    With `validates` false, what pydantic can write as it is declared is written without being validated.
    """

    include: IncEx | None = None
    exclude: IncEx | None = None
    by_alias: bool = True
    exclude_unset: bool = False
    exclude_defaults: bool = False
    exclude_none: bool = False
    validates: bool = True

    def as_arguments(self) -> dict[str, Any]:
        """As pydantic's serializers take them."""
        given = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "validates"}
        return {**given, "include": _as_keys(self.include), "exclude": _as_keys(self.exclude)}


def has_response_member(model: Any) -> bool:
    """Whether a union has a Response among its members, which pydantic cannot serialise."""
    return any(is_subclass(member, Response) for member in get_union_members(split_annotated(model)[0]))


def check_model(endpoint: Callable[..., Any], model: Any) -> None:
    """Refuse a model that results cannot be written as; one that names classes which are yet to come may do.

    Raises:
        FireweedError: pydantic cannot serialise the model.
        DeclarationError: the model's annotation cannot be evaluated.
        PydanticV1NotSupportedError: the model is one of pydantic 1.
    """
    _build_adapter(endpoint, model)


def build_with_adapter(
    endpoint: Callable[..., Any], model: Any, build: Callable[[TypeAdapter[Any]], Callable[[Any], Any]]
) -> Callable[[Any], Any]:
    """What `build` makes of a model's adapter; when first called, if a class that the model names is yet to come."""
    adapter = _build_adapter(endpoint, model)
    if is_complete(adapter):
        return build(adapter)

    @lru_cache(maxsize=1)
    def build_later() -> Callable[[Any], Any]:
        adapter = _build_adapter(endpoint, model)
        if not is_complete(adapter):
            message = f"{describe(endpoint)}: the response model {model} refers to a class that is not defined."
            raise DeclarationError(f"{message} Define it, or import it where the model is defined.")
        return build(adapter)

    return lambda result: build_later()(result)


def refuse_return_annotation(endpoint: Callable[..., Any], annotation: Unevaluated) -> NoReturn:
    """Raise for a return annotation that says nothing at run time."""
    message = f"{describe(endpoint)}: the return annotation {annotation!r} cannot be evaluated."
    raise DeclarationError(f"{message} Define or import what it names at the level of the module, at run time.")


def _build_adapter(endpoint: Callable[..., Any], model: Any) -> TypeAdapter[Any]:
    if isinstance(model, Unevaluated):
        refuse_return_annotation(endpoint, model)
    v1_model = find_v1_model(model)
    if v1_model is not None:
        message = f"{describe(endpoint)}: the response model {v1_model.__name__} is a pydantic.v1 model."
        raise PydanticV1NotSupportedError(f"{message} Derive it from pydantic.BaseModel.")
    try:
        if has_response_member(model):
            raise PydanticUserError("a Response in a union", code=None)
        return describe_type(model, (), {}).adapter
    except SCHEMA_ERRORS as error:
        refusal = FireweedError(
            f"Invalid args for response field! Hint: check that {model} is a valid Pydantic field type. "
            "If you are using a return type annotation that is not a valid Pydantic field "
            "(e.g. Union[Response, dict, None]) you can disable generating the response model from the type "
            "annotation with the path operation decorator parameter response_model=None. "
            f"The endpoint is {describe(endpoint)}."
        )
        refusal.add_note(f"The reason: {get_reason(error)}.")
        raise refusal from find_cause(error)


def build_render(adapter: TypeAdapter[Any], options: SerializerOptions, context: EndpointContext) -> Render:
    """The function from a value of the adapter's type to JSON.

    It raises ResponseValidationError for values that are not of the type.
    """
    return _build_writer(adapter, adapter.serializer.to_json, options.as_arguments(), options, context)


def build_encode(
    adapter: TypeAdapter[Any], options: SerializerOptions, context: EndpointContext
) -> Callable[[Any], Any]:
    """As `build_render`, but to dicts, lists, strings and numbers."""
    arguments = {**options.as_arguments(), "mode": "json"}
    return _build_writer(adapter, adapter.serializer.to_python, arguments, options, context)


def _build_writer(
    adapter: TypeAdapter[Any],
    write: Callable[..., Any],
    arguments: dict[str, Any],
    options: SerializerOptions,
    context: EndpointContext,
) -> Callable[[Any], Any]:
    check = _build_check(adapter, context)
    given = {name: value for name, value in arguments.items() if value not in (None, False) or name == "by_alias"}

    def write_checked(result: Any) -> Any:
        return write(check(result), **given)

    def write_trusted(result: Any) -> Any:
        if hasattr(result, "__next__"):  # an iterator could not be written again
            return write_checked(result)
        try:
            return write(result, warnings="error", **given)
        except PydanticSerializationError:
            return write_checked(result)

    return write_checked if options.validates else write_trusted


def _build_check(adapter: TypeAdapter[Any], context: EndpointContext) -> Callable[[Any], Any]:
    validate = adapter.validator.validate_python

    def check(result: Any) -> Any:
        try:
            return validate(result, from_attributes=True)
        except ValidationError as error:
            errors = [{**item, "loc": ("response", *item["loc"])} for item in error.errors(include_url=False)]
            raise ResponseValidationError(errors, body=result, endpoint_ctx=context) from None

    return check


def _as_keys(keys: Any) -> Any:
    return set(keys) if isinstance(keys, list) else keys
