"""The notice board is stopped while somebody follows it."""

import signal
from pathlib import Path

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from e2e.core.steps import PASSWORD, TIMEOUT, pin, run_board


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_tells_followers_that_it_restarts_and_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    with run_board(tmp_path) as service, httpx2.Client(base_url=service.url, timeout=TIMEOUT) as ada:
        ada.post("/log-in", data={"name": "Ada", "password": PASSWORD})
        with connect(f"ws://127.0.0.1:{service.port}/live", open_timeout=TIMEOUT, proxy=None) as websocket:
            pin(ada, "Until later", ("a.txt", b"this"))
            websocket.recv(timeout=TIMEOUT)

            service.process.send_signal(number)
            with pytest.raises(ConnectionClosed) as closed:
                websocket.recv(timeout=TIMEOUT)

        status = service.process.wait(TIMEOUT)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    assert status == 0
    assert list(tmp_path.iterdir()) == []


def test_does_not_start_with_a_wrong_configuration(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="the service ended"), run_board(tmp_path, BOARD_MAX_UPLOAD="a lot"):
        pass
