"""The type of e-mail addresses: checked where the package email-validator is installed."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from fireweed.logger import logger

if TYPE_CHECKING:
    from pydantic import EmailStr as EmailStr


class UncheckedEmail(str):
    """Any text, and a warning that nobody looks at it."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls._warn, core_schema.str_schema())

    @classmethod
    def _warn(cls, text: str) -> str:
        logger.warning("email-validator not installed, email fields will be treated as str.")
        return text


def choose_email_type(package: str = "email_validator") -> Any:
    """The type, by whether the package is installed."""
    if find_spec(package) is None:
        return UncheckedEmail
    from pydantic import EmailStr

    return EmailStr


if not TYPE_CHECKING:
    EmailStr = choose_email_type()
