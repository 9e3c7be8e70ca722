"""Everything that declares keeps the type of what it decorates, and dependencies those of their values.

Checked, never run.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Annotated, Any, assert_type
from uuid import UUID

from pydantic import AliasChoices, BaseModel

from fireweed import (
    APIRouter,
    BackgroundTasks,
    Body,
    Cookie,
    Depends,
    Fireweed,
    Header,
    HTTPException,
    Path,
    Query,
    Request,
    Response,
    Security,
    WebSocket,
)
from fireweed.exceptions import RequestValidationError
from fireweed.responses import JSONResponse


class Item(BaseModel):
    name: str


class Pager:
    def __init__(self, limit: Annotated[int, Query(le=100)] = 10) -> None:
        self.limit = limit


class Session:
    async def get(self, key: str) -> Item | None:
        return None


async def open_session() -> AsyncIterator[Session]:
    yield Session()


def count() -> Iterator[int]:
    yield 1


def get_token(authorization: Annotated[str | None, Header()] = None) -> str:
    if authorization is None:
        raise HTTPException(401, "who are you?", headers={"www-authenticate": "Bearer"})
    return authorization


SessionOfRequest = Annotated[Session, Depends(open_session)]
Token = Annotated[str, Security(get_token, scopes=["items"])]

app = Fireweed()
router = APIRouter(prefix="/items", dependencies=[Depends(get_token)], default_response_class=JSONResponse)


# Endpoints...


@router.get("/{item_id}")
async def read_item(
    item_id: Annotated[UUID, Path(description="which")],
    session: SessionOfRequest,
    token: Token,
    pager: Annotated[Pager, Depends()],
    seen: Annotated[list[str] | None, Cookie()] = None,
    tags: Annotated[list[str], Query(validation_alias=AliasChoices("tag", "tags"))] = [],  # noqa: B006
) -> Item:
    assert_type(session, Session)
    assert_type(token, str)
    assert_type(pager.limit, int)
    found = await session.get(str(item_id))
    if found is None:
        raise HTTPException(status_code=404)
    return found


@router.post("/", status_code=201, responses={409: {"model": Item}}, response_model=None)
def create_item(
    item: Item,
    tasks: BackgroundTasks,
    response: Response,
    note: str = Body("", embed=True),
    user: str = Depends(get_token),
    number: int = Depends(count, use_cache=False),
    limit: int = Query(10, ge=1),
    agent: str | None = Header(None, convert_underscores=False),
) -> dict[str, Any]:
    tasks.add_task(print, item, note)
    response.headers["x-user"] = user
    return {"number": number, "limit": limit, "agent": agent}


@app.put("/put")
@app.patch("/patch")
@app.delete("/delete")
@app.head("/head")
@app.options("/options")
async def verbs(request: Request) -> str:
    return request.method


@app.websocket("/ws/{room}")
async def talk(websocket: WebSocket, room: str, token: Token, session: SessionOfRequest) -> None:
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())


@router.websocket("/ws")
async def listen(websocket: WebSocket) -> None:
    await websocket.close(1000)


# ... and what stands around them.


@app.middleware("http")
async def stamp(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    response.headers["x-stamp"] = "1"
    return response


@app.exception_handler(RequestValidationError)
async def explain(request: Request, error: RequestValidationError) -> JSONResponse:
    return JSONResponse({"errors": len(error.errors()), "body": error.body}, status_code=400)


@app.exception_handler(404)
def lost(request: Request, error: Exception) -> Response:
    return Response(status_code=404)


async def use(request: Request, session: Session, websocket: WebSocket, tasks: BackgroundTasks) -> None:
    item = await read_item(UUID(int=1), session, "token", Pager(), tags=["a"])
    assert_type(item, Item)
    assert_type(create_item(Item(name="a"), tasks, Response(), user="ann"), dict[str, Any])
    assert_type(await verbs(request), str)
    assert_type(await explain(request, RequestValidationError([])), JSONResponse)
    assert_type(lost(request, KeyError()), Response)
    await talk(websocket, "kitchen", "token", session)
    await listen(websocket)


app.include_router(router)
app.add_exception_handler(RequestValidationError, explain)
