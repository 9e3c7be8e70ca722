from typing import Any

import pytest

from fireweed.exceptions import NoMatchFound
from fireweed.http.url import URLPath
from fireweed.routes import Host, Mount, Route, Router
from kit.routing import Group, HeaderRoute, endpoint_answering, route


def test_builds_the_path_of_the_first_route_that_fits() -> None:
    router = Router(
        [
            route("/first/{id}", name="item"),
            route("/second/{id:int}/{page}", name="item"),
            Group([route("/inside", name="inside")]),
            Mount("/m", routes=[route("/x", name="x")], name="mount"),
            Host("example.org", Router([route("/h", name="h")]), name="host"),
            HeaderRoute("asked"),
        ]
    )

    assert router.url_path_for("item", id="a") == "/first/a"
    assert router.url_path_for("item", id=3, page=4) == "/second/3/4"
    assert router.url_path_for("inside") == "/inside"
    assert router.url_path_for("mount:x") == "/m/x"
    assert router.url_path_for("host:h").host == "example.org"
    assert router.url_path_for("asked") == "/by-header"


def test_parameter_may_be_called_name() -> None:
    router = Router([route("/users/{name}", name="user")])

    assert router.url_path_for("user", name="ann") == "/users/ann"


def test_order_decides_between_a_mount_and_a_route_of_the_same_name() -> None:
    mount = Mount("/m", routes=[route("/x", name="x")])

    assert Router([mount, route("/y", name="x")]).url_path_for("x") == "/m/x"
    assert Router([route("/y", name="x"), mount]).url_path_for("x") == "/y"


def test_overridden_url_path_for_is_asked_for_every_name() -> None:
    class Aliased(Route):
        def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
            return URLPath(f"/alias/{name}")

    assert Router([Aliased("/a", endpoint_answering("a"))]).url_path_for("anything") == "/alias/anything"


def test_builds_no_path_without_such_a_route() -> None:
    with pytest.raises(NoMatchFound, match=r'^No route exists for name "x" and params "a, b"\.$'):
        Router([route("/a")]).url_path_for("x", a=1, b=2)
