from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.models.base import Base


class Product(Base):
    """Something for sale. Money is a whole number of cents."""

    __tablename__ = "products"
    __table_args__ = (CheckConstraint("stock >= 0"),)

    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(2000))
    price_cents: Mapped[int] = mapped_column(index=True)
    stock: Mapped[int]
