"""An echo, and a room for those with a token."""

from typing import Annotated

from fastapi import Depends, FastAPI, WebSocket, WebSocketDisconnect, WebSocketException

app = FastAPI()
ends: list[int] = []


class Manager:
    def __init__(self):
        self.active: list[WebSocket] = []

    async def connect(self, websocket: WebSocket):
        await websocket.accept()
        self.active.append(websocket)

    async def broadcast(self, message: dict):
        for websocket in self.active:
            await websocket.send_json(message)


manager = Manager()


async def get_name(token: str | None = None) -> str:
    if token is None:
        raise WebSocketException(1008, "No token")
    return token


@app.websocket("/chat")
async def chat(websocket: WebSocket, name: Annotated[str, Depends(get_name)]):
    await manager.connect(websocket)
    try:
        await manager.broadcast({"joined": name})
        while True:
            message = await websocket.receive_json()
            await manager.broadcast({"from": name, **message})
    except WebSocketDisconnect as error:
        ends.append(error.code)
    finally:
        manager.active.remove(websocket)
        await manager.broadcast({"left": name})


@app.websocket("/echo")
async def echo(websocket: WebSocket):
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(f"Message text was: {text}")


@app.get("/ends")
async def read_ends():
    return ends
