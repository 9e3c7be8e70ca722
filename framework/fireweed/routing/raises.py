"""Errors that path operations, routers and applications declare for the document; requests never look at them."""

from collections.abc import Sequence
from typing import Any

from fireweed.exceptions import BaseHTTPException

Raises = Sequence[BaseHTTPException | type[Exception]]
"""HTTP exceptions as they will be raised, or exception classes that have a `status_code`."""

STATUSES = range(300, 600)
"""What an exception may answer with: errors, and redirections raised as exceptions."""


def check_raises(given: Any, where: str) -> None:
    """Refuse declared errors that the document could not show.

    Raises:
        TypeError: not a list, or something in it is no exception.
        ValueError: an exception without a status, or with one that is no error.
    """
    if given is None:
        return
    if isinstance(given, str | Exception | type) or not isinstance(given, Sequence):
        raise TypeError(f"{where}: raises is a list, not {given!r}. Write raises=[HTTPException(404, 'Not here')].")
    for error in given:
        _check_error(error, where)


def _check_error(error: Any, where: str) -> None:
    is_class = isinstance(error, type) and issubclass(error, Exception)
    if not is_class and not isinstance(error, BaseHTTPException):
        raise TypeError(
            f"{where}: raises holds {error!r}, which is neither an HTTPException nor an exception class. Write "
            "HTTPException(404, 'Not here'), or the class of an error of your own."
        )
    status = getattr(error, "status_code", None)
    name = error.__name__ if is_class else repr(error)
    if not isinstance(status, int):
        raise ValueError(
            f"{where}: raises holds {name}, which has no status. Give the class a `status_code`, such as "
            f"`status_code = 404`, or declare HTTPException(404, ...) instead."
        )
    if status not in STATUSES:
        raise ValueError(f"{where}: raises holds {name}, whose status {status} is no error. Declare it in `responses`.")
