from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Pagination:
    """The part of a list that the client asks for."""

    limit: int
    offset: int


class Page(BaseModel, Generic[Item]):
    """A part of a list; `total` counts the whole of it."""

    model_config = ConfigDict(from_attributes=True)

    items: list[Item]
    total: int
    limit: int
    offset: int
