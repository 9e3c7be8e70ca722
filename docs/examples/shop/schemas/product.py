from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field

from shop.schemas.base import MAX_INTEGER, Record

Name = Annotated[str, Field(min_length=1, max_length=200, examples=["Teapot"])]
Description = Annotated[str, Field(max_length=2000, examples=["Short and stout."])]
Price = Annotated[int, Field(ge=0, le=MAX_INTEGER, description="In cents.", examples=[2499])]
Stock = Annotated[int, Field(ge=0, le=MAX_INTEGER, description="Pieces left.", examples=[10])]


class ProductCreate(BaseModel):
    name: Name
    description: Description = ""
    price_cents: Price
    stock: Stock = 0


class ProductUpdate(BaseModel):
    """Only what is given changes."""

    name: Name | None = None
    description: Description | None = None
    price_cents: Price | None = None
    stock: Stock | None = None


class ProductRead(Record):
    name: str
    description: str
    price_cents: int
    stock: int


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """Which products to list; what is None does not narrow the choice."""

    search: str | None
    min_price_cents: int | None
    max_price_cents: int | None
    in_stock: bool | None
