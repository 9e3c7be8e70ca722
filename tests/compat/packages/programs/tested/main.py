"""Notes kept by those who have a key; what a team would test of them is in `tests`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, HTTPException, Request, WebSocket, status
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field


class NoteIn(BaseModel):
    text: str = Field(min_length=3)
    stars: int = Field(default=0, ge=0, le=5)


class Note(NoteIn):
    id: int


class Store:
    def __init__(self) -> None:
        self.notes: dict[int, Note] = {}
        self.audit: list[str] = []

    def add(self, note: NoteIn) -> Note:
        stored = Note(id=len(self.notes) + 1, **note.model_dump())
        self.notes[stored.id] = stored
        return stored


store = Store()


def get_store() -> Store:
    return store


def check_key(x_key: Annotated[str, Header()]) -> None:
    if x_key != "open sesame":
        raise HTTPException(status.HTTP_403_FORBIDDEN, "Wrong key")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
    app.state.started = True
    yield {"greeting": "hello"}
    app.state.started = False


router = APIRouter(prefix="/notes", tags=["notes"], dependencies=[Depends(check_key)])
StoreDep = Annotated[Store, Depends(get_store)]


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_note(note: NoteIn, store: StoreDep, tasks: BackgroundTasks) -> Note:
    created = store.add(note)
    tasks.add_task(store.audit.append, f"created {created.id}")
    return created


@router.get("/{note_id}")
def read_note(note_id: int, store: StoreDep) -> Note:
    if note_id not in store.notes:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Note not found")
    return store.notes[note_id]


app = FastAPI(lifespan=lifespan)
app.include_router(router)


@app.get("/greeting")
async def read_greeting(request: Request) -> str:
    return str(request.state.greeting)


@app.get("/lines")
async def read_lines() -> StreamingResponse:
    return StreamingResponse(iter(["one\n", "two\n"]), media_type="text/plain")


@app.get("/broken")
async def break_down() -> None:
    raise RuntimeError("broken")


@app.websocket("/ws")
async def answer(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json({"heard": await websocket.receive_json()})
    await websocket.close()
