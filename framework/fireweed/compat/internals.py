"""Names that widely used packages take from the inside of FastAPI and Starlette, and that no module of ours has."""

import inspect
import re
from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

from pydantic.version import VERSION

P = ParamSpec("P")
T = TypeVar("T")
AppType = TypeVar("AppType")

PYDANTIC_VERSION_MINOR_TUPLE: Final = tuple(int(part) for part in VERSION.split(".")[:2])

METHODS_WITH_BODY: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"})
REF_PREFIX: Final = "#/components/schemas/"
REF_TEMPLATE: Final = REF_PREFIX + "{model}"

# The second group has the colon.
PARAM_REGEX: Final = re.compile(r"\{([a-z_]\w*)(:[a-z_]\w*)?\}", re.ASCII | re.IGNORECASE)


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
