"""python-socketio, mounted: rooms, answers that are acknowledged, sessions, a namespace, and events from a request."""

import socketio
from fastapi import FastAPI

server = socketio.AsyncServer(async_mode="asgi")
left: list[str] = []


@server.event
async def connect(sid: str, environ: dict[str, str], auth: dict[str, str] | None) -> None:
    if not auth or "name" not in auth:
        raise socketio.exceptions.ConnectionRefusedError("who are you?")
    await server.save_session(sid, {"name": auth["name"]})


@server.event
async def disconnect(sid: str, reason: str) -> None:
    left.append((await server.get_session(sid))["name"])


@server.event
async def join(sid: str, room: str) -> list[str]:
    await server.enter_room(sid, room)
    return [joined for joined in server.rooms(sid) if joined != sid]


@server.event
async def say(sid: str, room: str, text: str) -> int:
    name = (await server.get_session(sid))["name"]
    await server.emit("said", {"name": name, "text": text}, room=room, skip_sid=sid)
    return len(text)


@server.event
async def ask(sid: str) -> str:
    return await server.call("question", "well?", to=sid)


@server.on("echo", namespace="/bytes")
async def echo(sid: str, data: bytes) -> bytes:
    return data[::-1]


app = FastAPI()
app.mount("/socket.io", socketio.ASGIApp(server, socketio_path=""))


@app.get("/")
def read_main() -> str:
    return "main"


@app.post("/rooms/{room}")
async def announce(room: str, text: str) -> None:
    await server.emit("said", {"name": "server", "text": text}, room=room)


@app.get("/left")
async def read_left() -> list[str]:
    return left


@app.delete("/clients")
async def disconnect_all() -> None:
    for namespace in ("/", "/bytes"):
        for sid, _ in list(server.manager.get_participants(namespace, None)):
            await server.disconnect(sid, namespace)
