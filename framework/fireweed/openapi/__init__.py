"""The OpenAPI 3.1 document of an application, and the pages that show it."""

from fireweed.openapi.docs import get_redoc_html, get_swagger_ui_html, get_swagger_ui_oauth2_redirect_html
from fireweed.openapi.document import get_openapi

__all__ = [
    "get_openapi",
    "get_redoc_html",
    "get_swagger_ui_html",
    "get_swagger_ui_oauth2_redirect_html",
]
