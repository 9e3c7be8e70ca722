"""WebSockets: echo, parameters, dependencies, refusal."""

from typing import Annotated

from fastapi import (
    Cookie, Depends, FastAPI, Query, WebSocket, WebSocketDisconnect, WebSocketException, status,
)

app = FastAPI()
left: list[str] = []


async def token_or_session(
    websocket: WebSocket, session: Annotated[str | None, Cookie()] = None, token: Annotated[str | None, Query()] = None
):
    if session is None and token is None:
        raise WebSocketException(code=status.WS_1008_POLICY_VIOLATION, reason="no token")
    return session or token


@app.websocket("/echo")
async def echo(websocket: WebSocket):
    await websocket.accept()
    try:
        while True:
            await websocket.send_text(f"You wrote: {await websocket.receive_text()}")
    except WebSocketDisconnect as error:
        left.append(f"left with {error.code}")


@app.websocket("/items/{key}/ws")
async def item(*, websocket: WebSocket, key: int, q: int | None = None, who: Annotated[str, Depends(token_or_session)]):
    await websocket.accept()
    await websocket.send_json({"who": who, "q": q, "key": key})
    await websocket.close(1000, "done")


@app.websocket("/json")
async def as_json(websocket: WebSocket):
    await websocket.accept(headers=[(b"x-a", b"b")])
    async for value in websocket.iter_json():
        await websocket.send_json(value)
        await websocket.send_bytes(b"raw")


@app.websocket("/early")
async def early(websocket: WebSocket):
    await websocket.close(4000)


@app.get("/left")
def read_left():
    return left
