"""An ASGI application of no framework: it tells what it is asked, and gives back what it is sent."""

import hashlib
import json


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await live(receive, send)
    elif scope["type"] == "websocket":
        await echo(receive, send)
    else:
        await ANSWERS.get(scope["path"], describe)(scope, receive, send)


async def live(receive, send):
    for event in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{event}.complete"})


async def echo(receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({**message, "type": "websocket.send"})


async def describe(scope, receive, send):
    """The request as it arrived."""
    shown = {name: scope[name] for name in ("method", "scheme", "http_version", "path", "client")}
    shown["headers"] = {name.decode(): value.decode() for name, value in scope["headers"]}
    await answer(send, json.dumps(shown).encode(), b"application/json")


async def receive_upload(scope, receive, send):
    """Size and digest of the body."""
    digest, size = hashlib.sha256(), 0
    while (message := await receive())["type"] == "http.request":
        digest.update(message["body"])
        size += len(message["body"])
        if not message["more_body"]:
            break
    await answer(send, json.dumps({"size": size, "sha256": digest.hexdigest()}).encode(), b"application/json")


async def refuse_upload(scope, receive, send):
    await answer(send, b"no", b"text/plain", status=403)


async def send_pieces(scope, receive, send):
    """16 MiB without a length."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    for number in range(256):
        await send({"type": "http.response.body", "body": bytes([number]) * 65536, "more_body": True})
    await send({"type": "http.response.body"})


async def send_events(scope, receive, send):
    """Three events, then none for as long as the client stays."""
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for number in range(3):
        await send({"type": "http.response.body", "body": b"data: %d\n\n" % number, "more_body": True})
    while (await receive())["type"] != "http.disconnect":
        pass


async def answer(send, body, content_type, status=200):
    headers = [(b"content-type", content_type), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


ANSWERS = {"/upload": receive_upload, "/refuse": refuse_upload, "/pieces": send_pieces, "/events": send_events}
