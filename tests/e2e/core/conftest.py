"""One running notice board for all tests in this folder, and clients that talk to it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack

import httpx2
import pytest
from websockets.sync.client import ClientConnection, connect

from e2e.core.steps import PASSWORD, TIMEOUT, Follow, LogIn, run_board
from kit.service import Service


@pytest.fixture(scope="session")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with run_board(tmp_path_factory.mktemp("board")) as service:
        yield service


@pytest.fixture
def visitor(board: Service) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=board.url, timeout=TIMEOUT) as client:
        yield client


@pytest.fixture
def log_in(board: Service) -> Iterator[LogIn]:
    with ExitStack() as clients:

        def log_in(name: str) -> httpx2.Client:
            client = clients.enter_context(httpx2.Client(base_url=board.url, timeout=TIMEOUT))
            assert client.post("/log-in", data={"name": name, "password": PASSWORD}).status_code == 303
            return client

        yield log_in


@pytest.fixture
def follow(board: Service) -> Follow:
    def follow() -> AbstractContextManager[ClientConnection]:
        return connect(f"ws://127.0.0.1:{board.port}/live", open_timeout=TIMEOUT, proxy=None)

    return follow
