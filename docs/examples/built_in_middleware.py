"""A library that other sites may ask, and that remembers and recognizes its readers."""

import os
from typing import Any

from fireweed import Fireweed, Request
from fireweed.authentication import AuthCredentials, AuthenticationBackend, BaseUser, SimpleUser, requires
from fireweed.connection import HTTPConnection
from fireweed.middleware import Middleware
from fireweed.middleware.authentication import AuthenticationMiddleware
from fireweed.middleware.cors import CORSMiddleware
from fireweed.middleware.gzip import GZipMiddleware
from fireweed.middleware.sessions import SessionMiddleware
from fireweed.middleware.trustedhost import TrustedHostMiddleware

CARDS = {"card-7": "ada"}


class CardBackend(AuthenticationBackend):
    """Recognizes readers by the library card in the header `x-card`."""

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, BaseUser] | None:
        reader = CARDS.get(conn.headers.get("x-card", ""))
        return (AuthCredentials(["reader"]), SimpleUser(reader)) if reader else None


app = Fireweed(
    middleware=[
        Middleware(TrustedHostMiddleware, allowed_hosts=["library.example", "127.0.0.1", "testserver"]),
        Middleware(
            CORSMiddleware,
            allow_origins=["https://readers.example"],
            allow_methods=["GET", "POST"],
            allow_headers=["X-Card"],
            allow_credentials=True,
        ),
        Middleware(GZipMiddleware, minimum_size=1000),
        Middleware(SessionMiddleware, secret_key=os.environ.get("SESSION_SECRET", "for trying out only")),
        Middleware(AuthenticationMiddleware, backend=CardBackend()),
    ]
)


@app.get("/catalogue")
async def list_books() -> list[str]:
    return [f"Book {number}" for number in range(1000)]


@app.post("/visits")
async def count_visit(request: Request) -> dict[str, Any]:
    request.session["visits"] = request.session.get("visits", 0) + 1
    return request.session


@app.get("/shelf")
@requires("reader")
async def show_shelf(request: Request) -> dict[str, str]:
    return {"reader": request.user.display_name}


@app.get("/broken")
async def fail() -> None:
    raise ZeroDivisionError
