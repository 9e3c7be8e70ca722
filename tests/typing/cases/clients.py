"""What the test clients give back. Checked, never run."""

from typing import Any, assert_type

from fireweed import Fireweed
from fireweed.testclient import AsyncTestClient, TestClient

app = Fireweed()


def use_client() -> None:
    with TestClient(app, raise_server_exceptions=False, headers={"x-a": "1"}) as client:
        response = client.get("/items", params={"limit": 1}, headers={"accept": "text/plain"})
        assert_type(response.status_code, int)
        assert_type(response.text, str)
        value: dict[str, Any] = response.json()
        client.post("/items", json=value, cookies={"a": "b"})
        client.put("/items", content=b"{}")
        client.post("/form", data={"a": "b"}, files={"file": ("a.txt", b"text", "text/plain")})
        client.cookies.set("a", "b")
        with client.websocket_connect("/ws", subprotocols=["chat"]) as session:
            session.send_json({"a": 1})
            session.send_text("a")
            session.send_bytes(b"a")
            assert_type(session.receive_text(), str)
            assert_type(session.receive_bytes(), bytes)
            session.close(1000)


async def use_async_client() -> None:
    async with AsyncTestClient(app, base_url="http://test") as client:
        response = await client.get("/items", params={"limit": 1})
        assert_type(response.status_code, int)
        await client.delete("/items", headers={"x-a": "1"})
        await client.request("PATCH", "/items", json={"a": 1})
