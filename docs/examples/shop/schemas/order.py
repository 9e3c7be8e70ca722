from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shop.models import OrderStatus
from shop.schemas.base import Id, Record


class OrderLineCreate(BaseModel):
    product_id: Id
    quantity: Annotated[int, Field(ge=1, le=1000, examples=[2])] = 1


class OrderCreate(BaseModel):
    lines: Annotated[list[OrderLineCreate], Field(min_length=1, max_length=50)]


class OrderStatusUpdate(BaseModel):
    status: OrderStatus


class OrderLineRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    product_id: int
    quantity: int
    unit_price_cents: int


class OrderRead(Record):
    customer_id: int
    status: OrderStatus
    lines: list[OrderLineRead]
    total_cents: int
