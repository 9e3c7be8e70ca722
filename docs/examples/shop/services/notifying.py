"""Telling the staff about orders. It runs after the customer has the answer, so it opens a session of its own."""

import logging

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.database import Database
from shop.models import Notification, Order, User
from shop.schemas.page import Pagination
from shop.services.paging import RowPage, fetch_page

_logger = logging.getLogger(__name__)


async def notify_order_placed(database: Database, order: Order, customer: User) -> None:
    message = f"{customer.name} placed order {order.id} for {order.total_cents / 100:.2f}"
    async with database.sessions() as session:
        session.add(Notification(order_id=order.id, message=message))
        await session.commit()
    _logger.info("%s", message)


async def list_notifications(session: AsyncSession, pagination: Pagination) -> RowPage[Notification]:
    return await fetch_page(session, select(Notification).order_by(Notification.id.desc()), pagination)
