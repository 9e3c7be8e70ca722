"""The program `chat`: clients talk to each other, and one that goes leaves the others where they are."""

import json
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from kit.served_programs import Serve, ServedProgram


def join(program: ServedProgram, name: str) -> AbstractAsyncContextManager[ClientConnection]:
    return connect(f"ws://127.0.0.1:{program.server.port}/chat?token={name}")


async def hear(client: ClientConnection, count: int) -> list[Any]:
    return [json.loads(await client.recv()) for _ in range(count)]


async def test_echo(serve: Serve) -> None:
    port = serve("chat:app").server.port

    async with connect(f"ws://127.0.0.1:{port}/echo") as client:
        await client.send("ahoy")
        await client.send("")

        heard = [await client.recv() for _ in range(2)]

    assert heard == ["Message text was: ahoy", "Message text was: "]


async def test_two_clients_talk(serve: Serve) -> None:
    program = serve("chat:app")

    async with join(program, "ann") as ann, join(program, "bo") as bo:
        arrived = await hear(ann, 2), await hear(bo, 1)
        await bo.send('{"text": "ahoy"}')
        asked = await hear(ann, 1), await hear(bo, 1)
        await ann.send('{"text": "oi"}')
        answered = await hear(ann, 1), await hear(bo, 1)

    assert arrived == ([{"joined": "ann"}, {"joined": "bo"}], [{"joined": "bo"}])
    assert asked == ([{"from": "bo", "text": "ahoy"}],) * 2
    assert answered == ([{"from": "ann", "text": "oi"}],) * 2


async def test_the_other_goes_on_when_one_vanishes(serve: Serve) -> None:
    program = serve("chat:app")

    async with join(program, "ann") as ann, join(program, "bo") as bo:
        await hear(ann, 2)
        bo.transport.abort()
        left = await hear(ann, 1)
        await ann.send('{"text": "anyone?"}')
        alone = await hear(ann, 1)

    assert left == [{"left": "bo"}]
    assert alone == [{"from": "ann", "text": "anyone?"}]


async def test_the_endpoint_hears_how_one_left(serve: Serve) -> None:
    program = serve("chat:app")

    async with join(program, "ann") as ann:
        async with join(program, "bo") as bo:
            await hear(bo, 1)
            await bo.close(4001, "tired")
        async with join(program, "cy") as cy:
            await hear(cy, 1)
            cy.transport.abort()
        heard = await hear(ann, 5)

    assert heard[1:] == [{"joined": "bo"}, {"left": "bo"}, {"joined": "cy"}, {"left": "cy"}]
    assert program.client.get("/ends").json()[:2] == [4001, 1006]


async def test_what_is_no_json_ends_one_conversation_only(serve: Serve) -> None:
    program = serve("chat:app")

    async with join(program, "ann") as ann, join(program, "bo") as bo:
        await hear(ann, 2)
        await hear(bo, 1)
        await bo.send("ahoy")
        with pytest.raises(ConnectionClosedError) as closed:
            await bo.recv()
        left = await hear(ann, 1)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1011
    assert left == [{"left": "bo"}]


async def test_who_has_no_token_is_refused(serve: Serve) -> None:
    port = serve("chat:app").server.port

    with pytest.raises(InvalidStatus) as refused:
        await connect(f"ws://127.0.0.1:{port}/chat")

    assert refused.value.response.status_code == 403
