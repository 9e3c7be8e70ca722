from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.models.base import Base


class Notification(Base):
    """What the staff was told about an order."""

    __tablename__ = "notifications"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    message: Mapped[str] = mapped_column(String(500))
