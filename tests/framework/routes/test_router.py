from typing import Any

from fireweed.routes import Route, Router
from kit.apps import answering
from kit.routing import endpoint_answering


async def test_declares_routes_one_by_one() -> None:
    router = Router()
    router.add_route("/added", endpoint_answering("added"), ["POST"], "add", include_in_schema=False)
    router.mount("/mounted", answering(b"mounted"), name="mount")
    router.host("example.org", answering(b"host"), name="host")
    router.add_websocket_route("/socket", answering(b"socket"), name="socket")

    added, mounted, host, socket = router.routes

    assert repr(added) == "Route(path='/added', name='add', methods=['POST'])"
    assert isinstance(added, Route)
    assert not added.include_in_schema
    assert repr(mounted).startswith("Mount(path='/mounted', name='mount'")
    assert repr(host).startswith("Host(host='example.org', name='host'")
    assert repr(socket) == "WebSocketRoute(path='/socket', name='socket')"


async def test_decorators_return_the_endpoint() -> None:
    router = Router()
    endpoint = endpoint_answering("a")

    async def chat(websocket: Any) -> None: ...

    assert router.route("/a", methods=["GET"])(endpoint) is endpoint
    assert router.websocket_route("/chat")(chat) is chat
    assert [repr(declared) for declared in router.routes] == [
        "Route(path='/a', name='endpoint', methods=['GET', 'HEAD'])",
        "WebSocketRoute(path='/chat', name='chat')",
    ]
