"""The routes that serve the document and its pages; they are the first routes of an application."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from fireweed.openapi.assets import REDOC_JS, SWAGGER_CSS, SWAGGER_JS, find_assets
from fireweed.openapi.docs import (
    REDOC_JS_URL,
    SWAGGER_CSS_URL,
    SWAGGER_JS_URL,
    get_redoc_html,
    get_swagger_ui_html,
    get_swagger_ui_oauth2_redirect_html,
)
from fireweed.requests import Request
from fireweed.responses import JSONResponse, Response
from fireweed.routes import Route


class DocumentedApplication(Protocol):
    """What the pages need to know of an application; all of it may change while it runs."""

    title: str
    openapi_url: str | None
    docs_url: str | None
    redoc_url: str | None
    root_path_in_servers: bool
    swagger_ui_oauth2_redirect_url: str | None
    swagger_ui_init_oauth: Mapping[str, Any] | None
    swagger_ui_parameters: Mapping[str, Any] | None
    docs_assets: str | Path

    def openapi(self) -> dict[str, Any]: ...


def build_pages(app: DocumentedApplication) -> Iterator[Route]:
    """The routes for the document, Swagger UI, its OAuth2 redirect and ReDoc, as far as they have URLs.

    Raises:
        FireweedError: the files that pages are to load are not there.
    """
    pages = _Pages(app)
    if app.openapi_url:
        yield Route(app.openapi_url, pages.serve_document, name="openapi", include_in_schema=False)
        if app.docs_url:
            yield Route(app.docs_url, pages.serve_swagger_ui, name="swagger_ui_html", include_in_schema=False)
            if app.swagger_ui_oauth2_redirect_url:
                redirect_url = app.swagger_ui_oauth2_redirect_url
                redirect = pages.serve_oauth2_redirect
                yield Route(redirect_url, redirect, name="swagger_ui_redirect", include_in_schema=False)
        if app.redoc_url:
            yield Route(app.redoc_url, pages.serve_redoc, name="redoc_html", include_in_schema=False)
        if pages.assets is not None:
            path = f"{pages.assets_url}/{{name}}"
            yield Route(path, pages.assets.serve, name="docs_assets", include_in_schema=False)


class _Pages:
    def __init__(self, app: DocumentedApplication) -> None:
        self._app = app
        page_url = app.docs_url or app.redoc_url
        self.assets = find_assets(app.docs_assets) if page_url else None
        self.assets_url = f"{(page_url or '').rstrip('/')}/assets"

    async def serve_document(self, request: Request) -> Response:
        document = self._app.openapi()
        root_path = _find_root_path(request)
        if root_path and self._app.root_path_in_servers:
            document = _with_server(document, root_path)
        return JSONResponse(document)

    async def serve_swagger_ui(self, request: Request) -> Response:
        app, root_path = self._app, _find_root_path(request)
        redirect_url = app.swagger_ui_oauth2_redirect_url
        return get_swagger_ui_html(
            swagger_js_url=self._find_url(SWAGGER_JS, SWAGGER_JS_URL, root_path),
            swagger_css_url=self._find_url(SWAGGER_CSS, SWAGGER_CSS_URL, root_path),
            openapi_url=f"{root_path}{app.openapi_url}",
            title=f"{app.title} - Swagger UI",
            oauth2_redirect_url=f"{root_path}{redirect_url}" if redirect_url else None,
            init_oauth=app.swagger_ui_init_oauth,
            swagger_ui_parameters=app.swagger_ui_parameters,
        )

    async def serve_oauth2_redirect(self, _: Request) -> Response:
        return get_swagger_ui_oauth2_redirect_html()

    async def serve_redoc(self, request: Request) -> Response:
        root_path = _find_root_path(request)
        return get_redoc_html(
            openapi_url=f"{root_path}{self._app.openapi_url}",
            title=f"{self._app.title} - ReDoc",
            redoc_js_url=self._find_url(REDOC_JS, REDOC_JS_URL, root_path),
            with_google_fonts=self.assets is None,
        )

    def _find_url(self, name: str, cdn_url: str, root_path: str) -> str:
        return cdn_url if self.assets is None else self.assets.build_url(f"{root_path}{self.assets_url}", name)


def _find_root_path(request: Request) -> str:
    root_path: str = request.scope.get("root_path", "")
    return root_path.rstrip("/")


def _with_server(document: dict[str, Any], root_path: str) -> dict[str, Any]:
    """The document of one request, the path it came by listed first; the shared document is left as it is."""
    servers = document.get("servers", [])
    if any(server.get("url") == root_path for server in servers):
        return document
    return {**document, "servers": [{"url": root_path}, *servers]}
