"""Orders: placing them takes from the stock, cancelling them gives back, each in one transaction."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shop.errors import NotFoundError, OutOfStockError, StatusConflictError
from shop.models import Order, OrderLine, OrderStatus, Product, Role, User
from shop.schemas.order import OrderLineCreate
from shop.schemas.page import Pagination
from shop.services.catalogue import get_product
from shop.services.paging import RowPage, fetch_page

NEXT_STATUSES: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PLACED: frozenset({OrderStatus.PAID, OrderStatus.CANCELLED}),
    OrderStatus.PAID: frozenset({OrderStatus.SHIPPED, OrderStatus.CANCELLED}),
    OrderStatus.SHIPPED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}


async def place_order(session: AsyncSession, customer: User, wanted: Sequence[OrderLineCreate]) -> Order:
    """Take everything from the stock, or nothing: an error leaves the transaction to be rolled back."""
    # Always in the order of the products, so that two orders never wait for each other's rows.
    in_order = sorted(wanted, key=lambda line: line.product_id)
    lines = [await _take_from_stock(session, line) for line in in_order]
    order = Order(customer_id=customer.id, lines=lines)
    session.add(order)
    await session.commit()
    return order


async def _take_from_stock(session: AsyncSession, wanted: OrderLineCreate) -> OrderLine:
    # Checking and taking are one statement: of two buyers of the last piece, one updates no row.
    price_cents = await session.scalar(
        update(Product)
        .where(Product.id == wanted.product_id, Product.stock >= wanted.quantity)
        .values(stock=Product.stock - wanted.quantity)
        .returning(Product.price_cents)
    )
    if price_cents is None:
        product = await get_product(session, wanted.product_id)
        raise OutOfStockError(f"{product.name}: {wanted.quantity} wanted, {product.stock} left")
    return OrderLine(product_id=wanted.product_id, quantity=wanted.quantity, unit_price_cents=price_cents)


async def list_orders(session: AsyncSession, reader: User, pagination: Pagination) -> RowPage[Order]:
    """List what `reader` may see: administrators see all orders, customers their own."""
    query = select(Order).order_by(Order.id)
    if reader.role is not Role.ADMIN:
        query = query.where(Order.customer_id == reader.id)
    return await fetch_page(session, query, pagination)


async def get_order(session: AsyncSession, reader: User, order_id: int) -> Order:
    order = await session.get(Order, order_id)
    # An order of somebody else does not exist either, so that ids tell strangers nothing.
    if order is None or (reader.role is not Role.ADMIN and order.customer_id != reader.id):
        raise NotFoundError(f"there is no order {order_id}")
    return order


async def change_status(session: AsyncSession, order: Order, status: OrderStatus) -> Order:
    """Move `order` on to `status`; whoever comes second, or asks for a step that is not allowed, is refused."""
    if status not in NEXT_STATUSES[order.status]:
        raise StatusConflictError(f"an order that is {order.status} cannot become {status}")
    changed = await session.scalar(
        update(Order)
        .where(Order.id == order.id, Order.status == order.status)
        .values(status=status)
        .returning(Order.id)
    )
    if changed is None:
        raise StatusConflictError(f"order {order.id} has changed meanwhile")
    if status is OrderStatus.CANCELLED:
        await _return_to_stock(session, order.lines)
    await session.commit()
    return order


async def _return_to_stock(session: AsyncSession, lines: Sequence[OrderLine]) -> None:
    for line in sorted(lines, key=lambda line: line.product_id):
        await session.execute(
            update(Product).where(Product.id == line.product_id).values(stock=Product.stock + line.quantity)
        )
