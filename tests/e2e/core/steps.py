"""What the tests of the notice board do again and again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

import httpx2
from websockets.sync.client import ClientConnection

from kit.service import Service, run_service

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
PASSWORD = "open sesame"
TIMEOUT = 60.0

LogIn = Callable[[str], httpx2.Client]
Follow = Callable[[], AbstractContextManager[ClientConnection]]


def run_board(folder: Path, errors: IO[bytes] | None = None, **environment: str) -> AbstractContextManager[Service]:
    """Run the application with its temporary files in `folder`; `environment` adds to its configuration."""
    settings = {"BOARD_SECRET_KEY": "a secret for tests", "BOARD_PASSWORD": PASSWORD, "TMPDIR": str(folder)}
    arguments = ["run", "--factory", "core.main:create_app", "--app-dir", str(EXAMPLES)]
    return run_service(arguments, settings | environment, errors)


def pin(member: httpx2.Client, text: str, file: tuple[str, bytes] | None = None) -> int:
    """Pin a notice with this name and content attached; gives its number."""
    files = None if file is None else {"attachment": file}
    response = member.post("/notices/", data={"text": text}, files=files)
    assert (response.status_code, response.headers["location"]) == (303, f"{member.base_url}/")
    return int(find_notice(member, text)["number"])


def find_notice(client: httpx2.Client, text: str) -> dict[str, str | int]:
    """The notice of that text, as programs see it."""
    notices = client.get("/notices", headers={"host": "api.localhost"}).raise_for_status().json()
    [notice] = [notice for notice in notices if notice["text"] == text]
    found: dict[str, str | int] = notice
    return found
