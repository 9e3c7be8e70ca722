"""The orders as comma-separated values (RFC 4180), a few rows at a time however many there are."""

import csv
from collections.abc import AsyncIterator, Iterable, Sequence
from io import StringIO

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Order, OrderLine, Product

HEADINGS = ("order_id", "ordered_at", "status", "customer_id", "product", "quantity", "unit_price_cents")
ROWS_PER_CHUNK = 500


async def export_orders(session: AsyncSession) -> AsyncIterator[str]:
    """Yield a line for every line of every order, in chunks; memory holds one chunk."""
    query = (
        select(
            Order.id,
            Order.created_at,
            Order.status,
            Order.customer_id,
            Product.name,
            OrderLine.quantity,
            OrderLine.unit_price_cents,
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Product, Product.id == OrderLine.product_id)
        .order_by(Order.id, OrderLine.id)
    )
    yield _format_rows([HEADINGS])
    result = await session.stream(query.execution_options(yield_per=ROWS_PER_CHUNK))
    async for rows in result.partitions():
        yield _format_rows(rows)


def _format_rows(rows: Iterable[Sequence[object]]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()
