"""The program `model_service`: hard work keeps nobody else waiting."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from kit.served_programs import Serve, ServedProgram
from kit.server_process import HANG_LIMIT

START_METHODS = ["fork", "spawn", "forkserver"]


def test_others_are_answered_while_a_thread_works(serve: Serve, tmp_path: Path) -> None:
    client = serve("model_service:app").client

    with ThreadPoolExecutor(4) as threads:
        predictions = [threads.submit(client.post, "/predict", json=[2, 4, 3]) for _ in range(4)]
        others = [client.get("/health") for _ in range(20)]
        unanswered = [prediction for prediction in predictions if not prediction.done()]
        (tmp_path / "others-were-answered").touch()

    assert len(unanswered) == 4
    assert {other.status_code for other in others} == {200}
    assert {prediction.result().json()["score"] for prediction in predictions} == {8.0}


@contextmanager
def ending(program: ServedProgram) -> Iterator[httpx2.Client]:
    """Gives its client, and ends it as it wants: its own processes would outlive one that was killed."""
    try:
        yield program.client
    finally:
        program.server.signal(signal.SIGTERM)
        program.server.process.wait(HANG_LIMIT)


@pytest.mark.parametrize("method", START_METHODS)
def test_others_are_answered_while_a_process_works(serve: Serve, tmp_path: Path, method: str) -> None:
    with ending(serve("model_service:app", START_METHOD=method)) as client, ThreadPoolExecutor(1) as threads:
        prediction = threads.submit(client.post, "/predict-in-process", json=[2, 4, 3])
        others = [client.get("/health").json()["process"] for _ in range(20)]
        is_working = not prediction.done()
        (tmp_path / "others-were-answered").touch()
        answer = prediction.result().json()

    assert is_working
    assert answer["score"] == 8.0
    assert answer["process"] not in others


def test_model_is_loaded_once_and_put_away(serve: Serve, tmp_path: Path) -> None:
    program = serve("model_service:app", "--no-access-log")
    (tmp_path / "others-were-answered").touch()
    paths = ("/predict", "/predict-in-process") * 2

    with ending(program) as client:
        scores = [client.post(path, json=[2, 4, 3]).json()["score"] for path in paths]

    assert scores == [8.0] * 4
    assert list(program.server.output) == ["loading the model\n", "the model is put away\n"]
    assert program.server.process.returncode == 0
