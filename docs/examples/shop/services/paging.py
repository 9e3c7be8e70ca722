from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.schemas.page import Pagination

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class RowPage(Generic[Row]):
    """The rows of one page and how many there are on all pages."""

    items: Sequence[Row]
    total: int
    limit: int
    offset: int


async def fetch_page(session: AsyncSession, query: Select[Row], pagination: Pagination) -> RowPage[Any]:
    """Run `query`, which should be ordered, for one page and for the count."""
    total = await session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = await session.scalars(query.limit(pagination.limit).offset(pagination.offset))
    return RowPage(rows.all(), total or 0, pagination.limit, pagination.offset)
