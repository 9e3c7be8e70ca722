"""An application with its own tests, which the client of the framework runs."""

from fastapi import FastAPI, WebSocket
from fastapi.testclient import TestClient

app = FastAPI()
results: list[object] = []


@app.get("/main")
async def read_main():
    return {"msg": "Hello"}


@app.websocket("/ws")
async def websocket(websocket: WebSocket):
    await websocket.accept()
    await websocket.send_json({"msg": "Hello WebSocket"})
    await websocket.close()


@app.get("/results")
def read_results():
    client = TestClient(app)
    response = client.get("/main", headers={"X-A": "b"})
    results.append([response.status_code, response.json(), str(response.url)])
    with client.websocket_connect("/ws") as session:
        results.append(session.receive_json())
    with TestClient(app, base_url="http://other") as managed:
        results.append(managed.post("/main").status_code)
        results.append(str(managed.get("/main").request.url))
    return results
