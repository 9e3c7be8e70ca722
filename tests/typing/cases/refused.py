"""What type checkers must refuse: an ignored error that is none is one under --strict. Checked, never run."""

from fireweed import APIRouter, Depends, Fireweed, Header, Query, Request, Response, WebSocket
from fireweed.middleware import Middleware
from fireweed.types import ASGIApp, Receive, Scope, Send


class Tagging:
    def __init__(self, app: ASGIApp, tag: str) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


app = Fireweed(titel="Shop")  # type: ignore[call-arg]
router = APIRouter(prefix=3)  # type: ignore[arg-type]


@app.get("/a", resposne_model=int)  # type: ignore[call-arg]
async def misspelt() -> int:
    return 1


@app.get("/b", status_code="201")  # type: ignore[arg-type]
async def wrong_type() -> int:
    return 1


@app.get("/c")
async def read(number: int) -> int:
    return number


async def use() -> None:
    await read("3")  # type: ignore[arg-type]
    await read()  # type: ignore[call-arg]


app.include_router(router, prefx="/v1")  # type: ignore[call-arg]
app.include_router(app)  # type: ignore[arg-type]
app.add_middleware(Tagging)  # type: ignore[call-arg]
Middleware(Tagging, tag=3)  # type: ignore[arg-type]
router.add_event_handler("restart", print)  # type: ignore[arg-type]


@app.get  # type: ignore[arg-type]
async def without_path() -> None: ...


@app.websocket(3)  # type: ignore[arg-type]
async def number_for_path(websocket: WebSocket) -> None: ...


@app.exception_handler("404")  # type: ignore[arg-type]
async def handle(request: Request, error: Exception) -> Response:
    return Response()


Depends(3)  # type: ignore[arg-type]
Query(gte=3)  # type: ignore[call-arg]
Header(convert_underscores="no")  # type: ignore[arg-type]
