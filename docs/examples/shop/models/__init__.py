"""The tables. They know the database and nothing of HTTP."""

from shop.models.base import Base
from shop.models.notification import Notification
from shop.models.order import Order, OrderLine, OrderStatus
from shop.models.product import Product
from shop.models.user import Role, User

__all__ = ["Base", "Notification", "Order", "OrderLine", "OrderStatus", "Product", "Role", "User"]
