import signal
from pathlib import Path

import httpx2
import pytest
from openapi_spec_validator import validate

from e2e.shop.steps import run_shop


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_answers_probes(visitor: httpx2.Client, path: str) -> None:
    response = visitor.get(path)

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/health", "/missing"], ids=["endpoint", "error"])
def test_adds_the_time_it_took(visitor: httpx2.Client, path: str) -> None:
    response = visitor.get(path)

    assert response.headers["server-timing"].startswith("app;dur=")


def test_describes_itself(visitor: httpx2.Client) -> None:
    document = visitor.get("/openapi.json").json()

    validate(document)
    assert document["info"]["title"] == "Shop"
    assert visitor.get("/docs").status_code == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with run_shop(tmp_path) as service:
        httpx2.get(f"{service.url}/ready").raise_for_status()

        status = service.stop(number)

    assert status == 0


def test_does_not_start_without_its_configuration(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="the service ended"), run_shop(tmp_path, SHOP_SECRET_KEY="short"):
        pass
