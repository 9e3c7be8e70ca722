"""From what an endpoint returns to bytes: the response model becomes one validator and one serializer at start-up."""

import inspect
import types
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from pydantic import PydanticUserError, TypeAdapter, ValidationError

from fireweed.concurrency import CallableKind, classify_callable
from fireweed.defaults import DefaultPlaceholder
from fireweed.encoders import encode_json, jsonable_encoder
from fireweed.endpoint.adapters import is_complete
from fireweed.endpoint.annotations import find_v1_model, get_union_members, is_subclass, split_annotated
from fireweed.endpoint.inputs import SCHEMA_ERRORS
from fireweed.endpoint.signature import EMPTY, Unevaluated, describe
from fireweed.exceptions import (
    DeclarationError,
    EndpointContext,
    FireweedError,
    PydanticV1NotSupportedError,
    ResponseValidationError,
)
from fireweed.responses import JSONResponse, Response
from fireweed.types import IncEx

Render = Callable[[Any], bytes]

# Statuses whose answers have no content (RFC 9110 §15.2, §15.3.5, §15.3.6, §15.4.5).
BODILESS = frozenset((*range(100, 200), 204, 205, 304))


@dataclass(frozen=True, slots=True, kw_only=True)
class SerializerOptions:
    """What of a response model is written out; pydantic's options, for every value of the route."""

    include: IncEx | None = None
    exclude: IncEx | None = None
    by_alias: bool = True
    exclude_unset: bool = False
    exclude_defaults: bool = False
    exclude_none: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What a response class that the user chose is to render."""

    value: Any


# What an endpoint's result becomes: a JSON body, content for a chosen response class, or the Response it returned.
Answer = bytes | Content | Response


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """How results become answers.

    `model` is the type that results are validated against, EMPTY where any will do. `status_code` is the one declared;
    `status` and `headers` are those of a JSON answer.
    """

    model: Any
    response_class: type[Response]
    status_code: int | None
    to_answer: Callable[[Any], Answer]

    @property
    def status(self) -> int:
        return 200 if self.status_code is None else self.status_code

    @property
    def documented_status(self) -> int:
        """The status of the main answer: that of the response class unless one was declared."""
        if self.status_code is not None:
            return self.status_code
        response_class: Any = self.response_class  # mypy takes the hash of its instances for that of the class
        return _find_default_status(response_class)

    @property
    def headers(self) -> tuple[tuple[bytes, bytes], ...]:
        return JSON_HEADERS


@lru_cache(maxsize=256)
def _find_default_status(response_class: Any) -> int:
    parameter = inspect.signature(response_class.__init__).parameters.get("status_code")
    return parameter.default if parameter is not None and isinstance(parameter.default, int) else 200


JSON_HEADERS = ((b"content-type", b"application/json"),)


def choose_model(response_model: Any, return_annotation: Any) -> Any:
    """The response model: the one given, else the return annotation unless it is a Response; EMPTY for none."""
    if not isinstance(response_model, DefaultPlaceholder):
        return EMPTY if response_model is None else response_model
    if return_annotation in (EMPTY, None, types.NoneType) or is_subclass(
        split_annotated(return_annotation)[0], Response
    ):
        return EMPTY
    return return_annotation


def build_output(
    endpoint: Callable[..., Any],
    model: Any,
    response_class: type[Response] | DefaultPlaceholder,
    status_code: int | None,
    options: SerializerOptions,
    context: EndpointContext,
) -> Output:
    """Decide how the results of an endpoint become answers.

    Raises:
        FireweedError: pydantic cannot serialise the model.
        DeclarationError: the model's annotation cannot be evaluated, or the endpoint is a generator.
        PydanticV1NotSupportedError: the model is one of pydantic 1.
    """
    if classify_callable(endpoint) in (CallableKind.GENERATOR, CallableKind.ASYNC_GENERATOR):
        message = f"{describe(endpoint)} is a generator function: endpoints that `yield` are not supported yet."
        raise DeclarationError(f"{message} Return a StreamingResponse over the generator.")
    is_json = isinstance(response_class, DefaultPlaceholder) and response_class.value is JSONResponse
    chosen = response_class.value if isinstance(response_class, DefaultPlaceholder) else response_class
    if is_json and status_code in BODILESS:
        to_answer = _build_json_answer(lambda _: b"")
    elif is_json:
        build_render = partial(_build_render, options=options, context=context)
        render = encode_json if model is EMPTY else _build_with_adapter(endpoint, model, build_render)
        to_answer = _build_json_answer(render)
    else:
        build_encode = partial(_build_encode, options=options, context=context)
        encode = jsonable_encoder if model is EMPTY else _build_with_adapter(endpoint, model, build_encode)
        to_answer = _build_content_answer(encode)
    return Output(model, chosen, status_code, to_answer)


def _build_json_answer(render: Render) -> Callable[[Any], Answer]:
    def to_answer(result: Any) -> Answer:
        return result if isinstance(result, Response) else render(result)

    return to_answer


def _build_content_answer(encode: Callable[[Any], Any]) -> Callable[[Any], Answer]:
    def to_answer(result: Any) -> Answer:
        return result if isinstance(result, Response) else Content(encode(result))

    return to_answer


def has_response_member(model: Any) -> bool:
    """Whether a union has a Response among its members, which pydantic cannot serialise."""
    return any(is_subclass(member, Response) for member in get_union_members(split_annotated(model)[0]))


def _build_with_adapter(
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


def _build_adapter(endpoint: Callable[..., Any], model: Any) -> TypeAdapter[Any]:
    if isinstance(model, Unevaluated):
        message = f"{describe(endpoint)}: the return annotation {model!r} cannot be evaluated."
        raise DeclarationError(f"{message} Define or import what it names at the level of the module, at run time.")
    v1_model = find_v1_model(model)
    if v1_model is not None:
        message = f"{describe(endpoint)}: the response model {v1_model.__name__} is a pydantic.v1 model."
        raise PydanticV1NotSupportedError(f"{message} Derive it from pydantic.BaseModel.")
    try:
        if has_response_member(model):
            raise PydanticUserError("a Response in a union", code=None)
        return TypeAdapter(model)
    except SCHEMA_ERRORS as error:
        raise FireweedError(
            f"Invalid args for response field! Hint: check that {model} is a valid Pydantic field type. "
            "If you are using a return type annotation that is not a valid Pydantic field "
            "(e.g. Union[Response, dict, None]) you can disable generating the response model from the type "
            "annotation with the path operation decorator parameter response_model=None. "
            f"The endpoint is {describe(endpoint)}."
        ) from error


def _build_check(adapter: TypeAdapter[Any], context: EndpointContext) -> Callable[[Any], Any]:
    validate = adapter.validator.validate_python

    def check(result: Any) -> Any:
        try:
            return validate(result, from_attributes=True)
        except ValidationError as error:
            errors = [{**item, "loc": ("response", *item["loc"])} for item in error.errors(include_url=False)]
            raise ResponseValidationError(errors, body=result, endpoint_ctx=context) from None

    return check


def _build_render(adapter: TypeAdapter[Any], options: SerializerOptions, context: EndpointContext) -> Render:
    check = _build_check(adapter, context)
    to_json = adapter.serializer.to_json
    if options == SerializerOptions():
        return lambda result: to_json(check(result), by_alias=True)
    given = _as_arguments(options)
    return lambda result: to_json(check(result), **given)


def _build_encode(
    adapter: TypeAdapter[Any], options: SerializerOptions, context: EndpointContext
) -> Callable[[Any], Any]:
    check = _build_check(adapter, context)
    to_python = adapter.serializer.to_python
    given = _as_arguments(options)
    return lambda result: to_python(check(result), mode="json", **given)


def _as_arguments(options: SerializerOptions) -> dict[str, Any]:
    return {
        "include": _as_keys(options.include),
        "exclude": _as_keys(options.exclude),
        "by_alias": options.by_alias,
        "exclude_unset": options.exclude_unset,
        "exclude_defaults": options.exclude_defaults,
        "exclude_none": options.exclude_none,
    }


def _as_keys(keys: Any) -> Any:
    return set(keys) if isinstance(keys, list) else keys
