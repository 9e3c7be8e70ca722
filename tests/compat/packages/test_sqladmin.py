"""sqladmin: its pages log in, list, create, edit and delete."""

from collections.abc import Callable

import httpx2


def test_sends_strangers_to_the_login(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("admin")

    answer = client.get("/admin/user/list")

    assert answer.status_code == 302
    assert answer.headers["location"].endswith("/admin/login")


def test_refuses_a_wrong_password(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("admin")

    assert client.post("/admin/login", data={"username": "ada", "password": "wrong"}).status_code == 400


def test_creates_edits_and_deletes(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("admin")
    client.post("/admin/login", data={"username": "ada", "password": "secret"})

    created = client.post("/admin/user/create", data={"name": "Grace", "save": "Save"})
    listed = client.get("/admin/user/list")
    edited = client.post("/admin/user/edit/1", data={"name": "Hedy", "save": "Save"})
    details = client.get("/admin/user/details/1")
    deleted = client.delete("/admin/user/delete", params={"pks": "1"})
    emptied = client.get("/admin/user/list")

    assert (created.status_code, edited.status_code, deleted.status_code) == (302, 302, 200)
    assert "Grace" in listed.text
    assert "Hedy" in details.text
    assert "Hedy" not in emptied.text


def test_serves_its_assets(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("admin")

    assert client.get("/admin/statics/css/tabler.min.css").headers["content-type"].startswith("text/css")
