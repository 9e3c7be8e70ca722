"""The module that programs import `get_openapi` from; it lives in `fireweed.openapi.document`."""

from fireweed.openapi.document import get_openapi

__all__ = ["get_openapi"]
