"""Which loop a client runs on."""

import asyncio
import sys
from typing import Any

import pytest
import uvloop

from fireweed.exceptions import FireweedError
from fireweed.testclient import TestClient
from fireweed.types import Receive, Scope, Send
from kit.apps import answering


def get_loop(options: dict[str, Any]) -> asyncio.AbstractEventLoop:
    loops: list[asyncio.AbstractEventLoop] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        loops.append(asyncio.get_running_loop())
        await answering()(scope, receive, send)

    TestClient(app, backend_options=options).get("/")
    return loops[0]


def test_runs_on_asyncio() -> None:
    assert isinstance(get_loop({}), asyncio.BaseEventLoop)


def test_runs_on_uvloop_if_asked() -> None:
    assert isinstance(get_loop({"use_uvloop": True}), uvloop.Loop)


def test_runs_on_the_loop_that_a_factory_makes() -> None:
    class OwnLoop(asyncio.SelectorEventLoop):
        pass

    assert isinstance(get_loop({"loop_factory": OwnLoop}), OwnLoop)


@pytest.mark.parametrize("debug", [True, False])
def test_sets_the_debug_mode_of_the_loop(debug: bool) -> None:
    assert get_loop({"debug": debug}).get_debug() is debug


def test_rejects_other_backends() -> None:
    with pytest.raises(FireweedError, match="no backend 'trio'"):
        TestClient(answering(), backend="trio")


def test_rejects_unknown_options() -> None:
    with pytest.raises(FireweedError, match="Unknown backend option 'loop'"):
        TestClient(answering(), backend_options={"loop": None})


def test_says_when_uvloop_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)

    with pytest.raises(FireweedError, match="needs 'uvloop'"):
        TestClient(answering(), backend_options={"use_uvloop": True})
