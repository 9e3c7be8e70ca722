from typing import Any

import pytest

from fireweed.forms import MultiPartException
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response
from fireweed.routes import Mount, Route, Router
from fireweed.routing import APIRouter
from fireweed.types import Receive, Scope, Send
from kit.apps import answering
from kit.asgi import call, http_scope
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


async def read_form(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.form(max_fields=1))))


FORM = {"content-type": "application/x-www-form-urlencoded"}
BAD_FORM = (400, "text/plain; charset=utf-8", "Too many fields. Maximum number of fields is 1.")


@pytest.mark.parametrize(
    "router",
    [
        Router([Route("/form", read_form, methods=["POST"])]),
        Router([Mount("", Router([Route("/form", read_form, methods=["POST"])]))]),
        APIRouter(routes=[Route("/form", read_form, methods=["POST"])]),
        Router([Route("/form", read_form, methods=["POST"])], max_body_size=100),
    ],
    ids=["router", "mounted", "typed", "limited"],
)
@pytest.mark.parametrize("direct", [False, True], ids=["messages", "one call"])
async def test_answers_a_bad_form_outside_of_an_application(router: Router, direct: bool) -> None:
    client = await call(router, http_scope("POST", "/form", headers=FORM), body=b"a=1&b=2", direct=direct)

    assert (client.status, client.headers["content-type"], client.text) == BAD_FORM


async def test_raises_a_bad_form_once_the_response_has_started() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        await read_form(Request(scope, receive))

    router = Router([Mount("", app)])

    with pytest.raises(MultiPartException):
        await call(router, http_scope("POST", "/form", headers=FORM), body=b"a=1&b=2")
