"""SQLModel with relations and JSON columns, over SQLite and over a real PostgreSQL."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from kit.backing_services import serving_postgres

Serve = Callable[..., httpx2.Client]

ICE = {"biome": "ice", "gravity": 0.5, "portals": {"north": [1, 2]}, "weather": [{"snow": None}]}
DEFAULTS = {"biome": "forest", "gravity": 1.0, "portals": {}}
TILES = [[1, 2], [3, 4]]

numbers = count()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Path]:
    with serving_postgres() as directory:
        yield directory


@pytest.fixture
def database(postgres: Path) -> str:
    """The name of an empty database."""
    name = f"game_{next(numbers)}"
    query(postgres, "postgres", f"create database {name}")
    return name


def query(postgres: Path, database: str, statement: str) -> list[dict[str, Any]]:
    async def fetch() -> list[dict[str, Any]]:
        connection = await asyncpg.connect(host=str(postgres), user="postgres", database=database)
        try:
            return [dict(record) for record in await connection.fetch(statement)]
        finally:
            await connection.close()

    return asyncio.run(fetch())


@pytest.fixture(params=["sqlite", "postgresql"])
def game(request: pytest.FixtureRequest, serve: Serve) -> httpx2.Client:
    if request.param == "sqlite":
        return serve("game", DATABASE_URL="sqlite+aiosqlite:///game.db")
    return serve_over_postgres(serve, request.getfixturevalue("postgres"), request.getfixturevalue("database"))


def serve_over_postgres(serve: Serve, postgres: Path, database: str) -> httpx2.Client:
    return serve("game", DATABASE_URL=f"postgresql+asyncpg://postgres@/{database}?host={postgres}")


def log_in(client: httpx2.Client, name: str) -> dict[str, str]:
    """Register a player, and give the headers of what he asks."""
    registered = client.post("/players", json={"name": name, "password": "secret"})
    assert (registered.status_code, registered.json().keys()) == (201, {"name", "id"})
    token = client.post("/token", data={"username": name, "password": "secret"}).json()["access_token"]
    return {"authorization": f"Bearer {token}"}


def create(client: httpx2.Client, path: str, headers: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    created = client.post(path, json=body, headers=headers)
    assert created.status_code == 201, created.text
    answer: dict[str, Any] = created.json()
    return answer


def test_universe_is_created_listed_read_changed_and_deleted(game: httpx2.Client) -> None:
    ann = log_in(game, "ann")

    created = create(game, "/universes", ann, {"name": "Frost", "rules": ICE})
    listed = game.get("/universes", headers=ann)
    changed = game.patch("/universes/1", json={"public": True}, headers=ann)
    read = game.get("/universes/1", headers=ann)
    deleted = game.delete("/universes/1", headers=ann)

    owner = game.get("/me", headers=ann).json()["id"]
    assert created == {"id": 1, "name": "Frost", "public": False, "rules": ICE, "owner_id": owner}
    assert listed.json() == [created]
    assert changed.json() == created | {"public": True}
    assert read.json() == created | {"public": True, "maps": []}
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert game.get("/universes", headers=ann).json() == []


def test_map_is_created_read_changed_and_deleted(game: httpx2.Client) -> None:
    ann = log_in(game, "ann")
    create(game, "/universes", ann, {"name": "Frost"})

    created = create(game, "/universes/1/maps", ann, {"name": "Pole", "tiles": TILES})
    read = game.get("/maps/1", headers=ann)
    changed = game.patch("/maps/1", json={"tiles": [[9]]}, headers=ann)
    deleted = game.delete("/maps/1", headers=ann)

    assert created == read.json() == {"id": 1, "name": "Pole", "tiles": TILES}
    assert changed.json() == created | {"tiles": [[9]]}
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert game.get("/maps/1", headers=ann).status_code == 404


def test_universe_shows_its_maps(game: httpx2.Client) -> None:
    ann = log_in(game, "ann")
    for name in ("Frost", "Sand"):
        create(game, "/universes", ann, {"name": name})

    maps = [create(game, "/universes/1/maps", ann, {"name": name, "tiles": TILES}) for name in ("Pole", "Cave")]

    assert game.get("/universes/1", headers=ann).json()["maps"] == maps
    assert game.get("/universes/2", headers=ann).json()["maps"] == []


def test_maps_go_with_their_universe(game: httpx2.Client) -> None:
    ann = log_in(game, "ann")
    create(game, "/universes", ann, {"name": "Frost"})
    create(game, "/universes/1/maps", ann, {"name": "Pole", "tiles": TILES})

    game.delete("/universes/1", headers=ann)

    assert game.get("/maps/1", headers=ann).status_code == 404


def test_document_is_searched(game: httpx2.Client) -> None:
    ann = log_in(game, "ann")
    for name, rules in (("Frost", ICE), ("Wood", {}), ("Glacier", ICE)):
        create(game, "/universes", ann, {"name": name, "rules": rules})

    found = game.get("/universes", params={"biome": "ice"}, headers=ann)
    page = game.get("/universes", params={"biome": "ice", "offset": 1}, headers=ann)

    assert [universe["name"] for universe in found.json()] == ["Frost", "Glacier"]
    assert [universe["name"] for universe in page.json()] == ["Glacier"]


def test_document_is_replaced_whole(game: httpx2.Client) -> None:
    ann = log_in(game, "ann")
    create(game, "/universes", ann, {"name": "Frost", "rules": ICE})

    game.patch("/universes/1", json={"rules": {}}, headers=ann)

    assert game.get("/universes/1", headers=ann).json()["rules"] == DEFAULTS


def test_document_is_refused_where_it_is_wrong(game: httpx2.Client) -> None:
    ann = log_in(game, "ann")

    refused = game.post("/universes", json={"name": "Sea", "rules": {"biome": "sea", "gravity": 0}}, headers=ann)

    assert refused.status_code == 422
    assert [error["loc"] for error in refused.json()["detail"]] == [
        ["body", "rules", "biome"],
        ["body", "rules", "gravity"],
    ]
    assert game.get("/universes", headers=ann).json() == []


def test_others_do_not_find_what_is_not_theirs(game: httpx2.Client) -> None:
    ann, bo = log_in(game, "ann"), log_in(game, "bo")
    create(game, "/universes", ann, {"name": "Frost"})
    create(game, "/universes/1/maps", ann, {"name": "Pole", "tiles": TILES})
    before = game.get("/universes/1", headers=ann).json()
    mine = {"name": "Mine", "tiles": TILES}

    paths = [(method, path) for method in ("GET", "PATCH", "DELETE") for path in ("/universes/1", "/maps/1")]
    answers = [
        game.request(method, path, json=mine if method == "PATCH" else None, headers=bo) for method, path in paths
    ]
    added = game.post("/universes/1/maps", json=mine, headers=bo)

    assert [answer.status_code for answer in [*answers, added]] == [404] * 7
    assert game.get("/universes/1", headers=ann).json() == before


def test_players_list_their_own(game: httpx2.Client) -> None:
    ann, bo = log_in(game, "ann"), log_in(game, "bo")

    create(game, "/universes", ann, {"name": "Frost"})
    create(game, "/universes", bo, {"name": "Sand"})

    assert [universe["name"] for universe in game.get("/universes", headers=ann).json()] == ["Frost"]
    assert [universe["name"] for universe in game.get("/universes", headers=bo).json()] == ["Sand"]


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer x"}], ids=["none", "wrong"])
def test_strangers_are_asked_to_log_in(game: httpx2.Client, headers: dict[str, str]) -> None:
    answers = [game.get(path, headers=headers) for path in ("/me", "/universes", "/universes/1", "/maps/1")]

    assert {(answer.status_code, answer.headers["www-authenticate"]) for answer in answers} == {(401, "Bearer")}


def test_name_is_taken_once(game: httpx2.Client) -> None:
    log_in(game, "ann")

    again = game.post("/players", json={"name": "ann", "password": "other"})
    wrong = game.post("/token", data={"username": "ann", "password": "other"})

    assert (again.status_code, again.json()) == (409, {"detail": "The name is taken"})
    assert wrong.status_code == 401


def test_postgresql_has_the_documents_as_jsonb(serve: Serve, postgres: Path, database: str) -> None:
    game = serve_over_postgres(serve, postgres, database)
    ann = log_in(game, "ann")
    create(game, "/universes", ann, {"name": "Frost", "rules": ICE})
    create(game, "/universes/1/maps", ann, {"name": "Pole", "tiles": TILES})

    types = query(postgres, database, "select column_name, data_type from information_schema.columns")
    found = query(postgres, database, """select name from universe where rules @> '{"portals": {"north": [2]}}'""")

    assert {record["data_type"] for record in types if record["column_name"] in {"rules", "tiles"}} == {"jsonb"}
    assert found == [{"name": "Frost"}]
