"""What the fuzzing client talks to: every message comes back as it was."""

from fireweed import Fireweed, WebSocket

app = Fireweed()


@app.websocket("/")
async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    while (message := await websocket.receive())["type"] == "websocket.receive":
        await websocket.send({**message, "type": "websocket.send"})
