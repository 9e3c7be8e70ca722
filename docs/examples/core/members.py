"""Logging in and out. Who is logged in stands in the session, a signed cookie."""

import hmac
from pathlib import Path

from core.forms import read_text
from fireweed.authentication import AuthCredentials, AuthenticationBackend, BaseUser, SimpleUser
from fireweed.connection import HTTPConnection
from fireweed.datastructures import Secret
from fireweed.endpoints import HTTPEndpoint
from fireweed.requests import Request
from fireweed.responses import RedirectResponse, Response
from fireweed.templating import Jinja2Templates

MEMBER = "member"
"""The scope of those who are logged in."""

templates = Jinja2Templates(Path(__file__).parent / "templates")


class SessionBackend(AuthenticationBackend):
    """Tells AuthenticationMiddleware who makes a request."""

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, BaseUser] | None:
        name = conn.session.get("name")
        return None if name is None else (AuthCredentials([MEMBER]), SimpleUser(name))


class LogIn(HTTPEndpoint):
    """The form, and what it is sent to. All members share one password."""

    async def get(self, request: Request) -> Response:
        return templates.TemplateResponse(request, "log_in.html")

    async def post(self, request: Request) -> Response:
        async with request.form(max_files=0, max_fields=2) as form:
            name, password = read_text(form, "name").strip(), read_text(form, "password")
        if not name or not _is_password(password, request.app.state.settings.password):
            variables = {"complaint": "A name, please, and the password of the house."}
            return templates.TemplateResponse(request, "log_in.html", variables, status_code=401)
        request.session["name"] = name
        return RedirectResponse(request.url_for("board"), status_code=303)


async def log_out(request: Request) -> Response:
    request.session.clear()
    return RedirectResponse(request.url_for("board"), status_code=303)


def _is_password(given: str, expected: Secret) -> bool:
    return hmac.compare_digest(given.encode(), str(expected).encode())
