"""Names that widely used packages take from the private modules of FastAPI and Starlette."""

from typing import Final

from pydantic.version import VERSION
from pydantic_core import PydanticUndefined as Undefined

from fireweed.concurrency.callables import is_async_callable
from fireweed.http.route_path import get_route_path

__all__ = ["PYDANTIC_VERSION_MINOR_TUPLE", "RequiredParam", "Undefined", "get_route_path", "is_async_callable"]

PYDANTIC_VERSION_MINOR_TUPLE: Final = tuple(int(part) for part in VERSION.split(".")[:2])
RequiredParam: Final = Undefined
