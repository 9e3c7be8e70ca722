"""python-socketio, mounted: it answers what clients say."""

import socketio
from fastapi import FastAPI

server = socketio.AsyncServer(async_mode="asgi")


@server.event
async def say(sid: str, text: str) -> None:
    await server.emit("said", text.upper(), to=sid)


app = FastAPI()
app.mount("/socket.io", socketio.ASGIApp(server, socketio_path="/socket.io"))


@app.get("/")
def read_main() -> str:
    return "main"
