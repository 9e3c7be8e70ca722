"""The OpenAPI 3.1 document of an application, and the pages that show it.

`get_openapi` is in `fireweed.openapi.utils`: what makes documents takes long to load, and applications start
without it.
"""

from fireweed.openapi.docs import get_redoc_html, get_swagger_ui_html, get_swagger_ui_oauth2_redirect_html

__all__ = [
    "get_redoc_html",
    "get_swagger_ui_html",
    "get_swagger_ui_oauth2_redirect_html",
]
