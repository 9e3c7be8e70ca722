"""FastAPI itself: a typed body, a dependency that yields, an upload, a WebSocket, work for afterwards, a stream."""

import contextlib

from fastapi import BackgroundTasks, Depends, FastAPI, UploadFile, WebSocket
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

events = []


@contextlib.asynccontextmanager
async def lifespan(app):
    yield {"prices": {"pen": 2}}


app = FastAPI(lifespan=lifespan)


class Item(BaseModel):
    name: str
    amount: int


async def session():
    events.append("open")
    yield "session"
    events.append("closed")


@app.post("/items", status_code=201)
async def create(item: Item, session: str = Depends(session)) -> dict[str, str | int]:
    return {"name": item.name, "twice": 2 * item.amount, "session": session}


@app.get("/threads/{number}")
def in_thread(number: int, tasks: BackgroundTasks) -> int:
    tasks.add_task(events.append, f"task {number}")
    return number


@app.get("/events")
async def show_events() -> list[str]:
    return events


@app.post("/files")
async def upload(file: UploadFile) -> dict[str, str | int | None]:
    return {"name": file.filename, "size": len(await file.read())}


@app.get("/stream")
async def stream() -> StreamingResponse:
    return StreamingResponse((f"{number}\n" for number in range(1000)), media_type="text/plain")


@app.websocket("/prices")
async def tell_prices(websocket: WebSocket) -> None:
    await websocket.accept()
    async for name in websocket.iter_text():
        await websocket.send_json({name: websocket.state.prices[name]})
