"""The application: `fw run --factory core.main:create_app --app-dir docs/examples`."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

from core import notices
from core.board import Board, BoardError, NoSuchNotice, NotTheAuthor
from core.config import Settings, read_settings
from core.followers import Followers
from core.members import LogIn, SessionBackend, log_out, templates
from fireweed.core import Application
from fireweed.exceptions import BaseHTTPException
from fireweed.middleware import Middleware
from fireweed.middleware.authentication import AuthenticationMiddleware
from fireweed.middleware.base import BaseHTTPMiddleware
from fireweed.middleware.sessions import SessionMiddleware
from fireweed.requests import Request
from fireweed.responses import JSONResponse, Response
from fireweed.routing import BaseRoute, Host, Mount, Route, Router, WebSocketRoute
from fireweed.staticfiles import StaticFiles

STATUSES: dict[type[BoardError], int] = {NoSuchNotice: 404, NotTheAuthor: 403}


class State(TypedDict):
    """What every request and every WebSocket finds in its `state`."""

    board: Board
    followers: Followers


def create_app(settings: Settings | None = None) -> Application:
    """Build the application; without settings, by those of the environment."""
    settings = settings or read_settings()
    app = Application(
        routes=build_routes(settings),
        middleware=[
            Middleware(SessionMiddleware, settings.secret_key),
            Middleware(AuthenticationMiddleware, SessionBackend()),
            Middleware(BaseHTTPMiddleware, add_security_headers),
        ],
        exception_handlers={BaseHTTPException: answer_http_exception, BoardError: answer_board_error},
        lifespan=keep_board,
        max_body_size=1_000,
    )
    app.state.settings = settings
    return app


def build_routes(settings: Settings) -> list[BaseRoute]:
    one = "/{number:int}"
    return [
        Host("api.{domain}", Router([Route("/notices", notices.list_all), Route(f"/notices{one}", notices.OneNotice)])),
        Route("/", notices.show_board, name="board"),
        Route("/log-in", LogIn, name="log_in"),
        Route("/log-out", log_out, methods=["POST"]),
        Mount(
            "/notices",
            name="notices",
            routes=[
                Route("/", notices.pin, methods=["POST"], max_body_size=settings.max_upload),
                Route("/all.csv", notices.export),
                Route(one, notices.OneNotice, name="one"),
                Route(f"{one}/attachment", notices.download),
            ],
        ),
        WebSocketRoute("/live", notices.follow),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static"),
    ]


@asynccontextmanager
async def keep_board(_app: Application) -> AsyncIterator[State]:
    """The board lives as long as the application, and the attached files as long as the board."""
    with TemporaryDirectory(prefix="board-") as folder:
        yield {"board": Board(Path(folder)), "followers": Followers()}


async def add_security_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    response.headers["content-security-policy"] = "default-src 'self'"
    response.headers["x-content-type-options"] = "nosniff"
    return response


def answer_http_exception(request: Request, error: BaseHTTPException) -> Response:
    return _explain(request, error.status_code, error.detail, error.headers)


def answer_board_error(request: Request, error: BoardError) -> Response:
    return _explain(request, STATUSES.get(type(error), 400), str(error))


def _explain(request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """A page for browsers, JSON for all others."""
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"detail": detail}, status, headers)
    return templates.TemplateResponse(request, "error.html", {"detail": detail}, status, headers)
