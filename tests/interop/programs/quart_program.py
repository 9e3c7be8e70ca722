"""Quart: routes, forms, a session, a WebSocket, streams both ways, work for afterwards."""

from quart import Quart, request, session, websocket

app = Quart(__name__)
app.secret_key = "not secret"
events = []


@app.before_serving
async def start():
    events.append("started")


@app.get("/events")
async def show_events():
    return {"events": events}


@app.post("/login")
async def log_in():
    session["name"] = (await request.form)["name"]
    return "", 204


@app.get("/name")
async def show_name():
    return {"name": session["name"]}


@app.post("/work")
async def start_work():
    async def work():
        events.append("worked")

    app.add_background_task(work)
    return "", 202


@app.post("/upload")
async def receive_upload():
    return {"size": sum([len(chunk) async for chunk in request.body])}


@app.get("/stream")
async def stream():
    async def count():
        for number in range(1000):
            yield f"{number}\n".encode()

    return count(), {"content-type": "text/plain"}


@app.websocket("/talk")
async def talk():
    await websocket.accept(subprotocol="echo")
    while True:
        await websocket.send(f"you said {await websocket.receive()}")
