"""What can go wrong in the shop itself. Services raise these; main.py turns them into answers."""

from typing import ClassVar


class ShopError(Exception):
    """A request that the shop refuses. The text is shown to the client, `code` names the reason for programs."""

    status_code: ClassVar[int] = 400
    code: ClassVar[str] = "refused"


class NotFoundError(ShopError):
    status_code = 404
    code = "not_found"


class EmailTakenError(ShopError):
    status_code = 409
    code = "email_taken"


class OutOfStockError(ShopError):
    status_code = 409
    code = "out_of_stock"


class StatusConflictError(ShopError):
    status_code = 409
    code = "status_conflict"
