"""What type checkers must accept, and what they must know afterwards. Checked, never run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, assert_type

from fireweed import APIRouter, Depends, Fireweed, Query, Request, Response
from fireweed.middleware import Middleware
from fireweed.responses import HTMLResponse, PlainTextResponse
from fireweed.types import ASGIApp, Receive, Scope, Send


class Tagging:
    def __init__(self, app: ASGIApp, tag: str, *, strict: bool = False) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@asynccontextmanager
async def lifespan(app: Fireweed) -> AsyncIterator[dict[str, Any]]:
    yield {"pool": object()}


app = Fireweed(
    title="Shop",
    lifespan=lifespan,
    middleware=[Middleware(Tagging, "a", strict=True)],
    default_response_class=HTMLResponse,
)
router = APIRouter(prefix="/items", tags=["items"], responses={404: {"description": "gone"}})


def get_user() -> str:
    return "ann"


@app.get("/items/{item_id}", status_code=201, response_model_exclude_none=True)
async def read_item(item_id: int, limit: Annotated[int, Query(ge=1)] = 10) -> str:
    return f"{item_id} {limit}"


@router.api_route("/all", methods=["GET", "POST"], dependencies=[Depends(get_user)])
def read_items(user: Annotated[str, Depends(get_user)]) -> list[str]:
    return [user]


@app.route("/plain")
async def show(request: Request) -> Response:
    return PlainTextResponse("plain")


@app.exception_handler(KeyError)
async def answer(request: Request, error: KeyError) -> Response:
    return PlainTextResponse("lost", status_code=404)


async def use() -> None:
    assert_type(await read_item(3, limit=2), str)
    assert_type(read_items("ann"), list[str])
    assert_type(await show(Request({"type": "http"})), Response)


app.include_router(router, prefix="/v1", deprecated=True, include_in_schema=False)
app.add_middleware(Tagging, "a", strict=True)
app.add_middleware(Tagging, tag="a")
app.dependency_overrides[get_user] = lambda: "bob"
