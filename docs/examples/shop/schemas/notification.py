from shop.schemas.base import Record


class NotificationRead(Record):
    order_id: int
    message: str
