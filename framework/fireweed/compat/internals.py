"""Names that widely used packages take from the inside of FastAPI and Starlette, and that no module of ours has."""

import inspect
import logging
import re
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Final, ParamSpec, TypeVar

from pydantic.version import VERSION

from fireweed.datastructures import UploadFile
from fireweed.encoders import ENCODERS_BY_TYPE
from fireweed.types import ASGIApp, ExceptionHandler, Receive, Scope, Send

P = ParamSpec("P")
T = TypeVar("T")
AppType = TypeVar("AppType")

PYDANTIC_VERSION_MINOR_TUPLE: Final = tuple(int(part) for part in VERSION.split(".")[:2])

METHODS_WITH_BODY: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"})
REF_PREFIX: Final = "#/components/schemas/"
REF_TEMPLATE: Final = REF_PREFIX + "{model}"

# The second group has the colon.
PARAM_REGEX: Final = re.compile(r"\{([a-z_]\w*)(:[a-z_]\w*)?\}", re.ASCII | re.IGNORECASE)


ExceptionHandlers = Mapping[Any, ExceptionHandler]
StatusHandlers = Mapping[int, ExceptionHandler]

# What programs say of themselves; they configure it by this name.
logger = logging.getLogger("fastapi")


class AsyncExitStackMiddleware:
    """Puts a stack into the scope under `context_name`, and closes it when `app` is done."""

    def __init__(self, app: ASGIApp, context_name: str = "fastapi_middleware_astack") -> None:
        self.app = app
        self.context_name = context_name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with AsyncExitStack() as scope[self.context_name]:
            await self.app(scope, receive, send)


@dataclass
class MultipartPart:
    """A part of a form while parsers that programs bring along read it."""

    content_disposition: bytes | None = None
    field_name: str = ""
    data: bytearray = field(default_factory=bytearray)
    file: UploadFile | None = None
    item_headers: list[tuple[bytes, bytes]] = field(default_factory=list)


def wrap_app_handling_exceptions(app: ASGIApp, conn: Any) -> ASGIApp:
    """The application itself: the boundary around all routes answers exceptions, by the handlers that it knows."""
    return app


def generate_encoders_by_class_tuples(
    type_encoder_map: Mapping[Any, Callable[[Any], Any]],
) -> dict[Callable[[Any], Any], tuple[Any, ...]]:
    """The types that each function encodes."""
    types: dict[Callable[[Any], Any], tuple[Any, ...]] = {}
    for type_, encoder in type_encoder_map.items():
        types[encoder] = (*types.get(encoder, ()), type_)
    return types


encoders_by_class_tuples: Final = generate_encoders_by_class_tuples(ENCODERS_BY_TYPE)


def get_path_param_names(path: str) -> set[str]:
    """The names of the parameters in the template of a path."""
    return {parameter[1] for parameter in PARAM_REGEX.finditer(path)}


def get_typed_signature(call: Callable[..., Any]) -> inspect.Signature:
    """The signature with its annotations evaluated."""
    return inspect.signature(call, eval_str=True)


def get_typed_return_annotation(call: Callable[..., Any]) -> Any:
    """What `call` says that it returns; None if it says nothing."""
    annotation = get_typed_signature(call).return_annotation
    return None if annotation is inspect.Signature.empty else annotation


def lenient_issubclass(candidate: Any, base: type[Any] | tuple[type[Any], ...] | None) -> bool:
    """`issubclass` that is false for what is no class."""
    return base is not None and isinstance(candidate, type) and issubclass(candidate, base)
