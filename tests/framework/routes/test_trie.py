from typing import Any

import pytest

from fireweed.routes.template import parse_template
from fireweed.routes.trie import Trie


def build_trie(*sources: str) -> Trie[str]:
    return Trie((parse_template(source), source) for source in sources)


def find(trie: Trie[str], path: str) -> list[tuple[str, dict[str, Any] | None]]:
    return [(entry.value, entry.bind(captured)) for entry, captured in trie.find(path)]


def test_finds_static_path() -> None:
    trie = build_trie("/a", "/b", "/b/c")

    assert find(trie, "/b") == [("/b", {})]


def test_static_path_also_finds_parameters_declared_before_and_after() -> None:
    trie = build_trie("/users/{name}", "/users/me", "/{page:path}")

    assert find(trie, "/users/me") == [
        ("/users/{name}", {"name": "me"}),
        ("/users/me", {}),
        ("/{page:path}", {"page": "users/me"}),
    ]


def test_repeated_template_is_found_as_often_as_declared() -> None:
    trie = build_trie("/{a}", "/{b}", "/{a}")

    assert find(trie, "/x") == [("/{a}", {"a": "x"}), ("/{b}", {"b": "x"}), ("/{a}", {"a": "x"})]


def test_segment_with_text_around_parameters() -> None:
    trie = build_trie("/{name}.{ext}", "/v{major:int}.{minor:int}")

    assert find(trie, "/v1.20") == [
        ("/{name}.{ext}", {"name": "v1", "ext": "20"}),
        ("/v{major:int}.{minor:int}", {"major": 1, "minor": 20}),
    ]


def test_lone_parameter_with_a_pattern_of_its_own() -> None:
    trie = build_trie("/{price:float}", "/{price:float}/net")

    assert find(trie, "/1.5") == [("/{price:float}", {"price": 1.5})]
    assert find(trie, "/1.5/net") == [("/{price:float}/net", {"price": 1.5})]
    assert find(trie, "/one") == []


def test_static_and_parameter_branches_are_both_followed() -> None:
    trie = build_trie("/{kind}/list", "/users/{id:int}", "/users/{name}/{part}")

    assert find(trie, "/users/list") == [("/{kind}/list", {"kind": "users"})]
    assert find(trie, "/users/7") == [("/users/{id:int}", {"id": 7})]
    assert find(trie, "/users/7/x") == [("/users/{name}/{part}", {"name": "7", "part": "x"})]


def test_tail_takes_slashes() -> None:
    trie = build_trie("/{user}/files/{path:path}", "/{user}/files/{path:path}/raw")

    assert find(trie, "/ann/files/a/b/raw") == [
        ("/{user}/files/{path:path}", {"user": "ann", "path": "a/b/raw"}),
        ("/{user}/files/{path:path}/raw", {"user": "ann", "path": "a/b"}),
    ]


def test_text_that_a_convertor_refuses_binds_to_none() -> None:
    trie = build_trie("/{id:int}", "/{name}/{id:int}")
    digits = "9" * 5000

    assert find(trie, f"/{digits}") == [("/{id:int}", None)]
    assert find(trie, f"/a/{digits}") == [("/{name}/{id:int}", None)]


@pytest.mark.parametrize("path", ["", "*", "a", "/a/", "//a", "/A", "/a/b/c", "/items", "/items//", "/static"])
def test_finds_nothing_for_other_paths(path: str) -> None:
    trie = build_trie("/a", "/a/b", "/items/{id}", "/static/{path:path}")

    assert find(trie, path) == []


def test_template_without_leading_slash_is_told_from_one_with() -> None:
    trie = build_trie("{a}", "/{a}")

    assert find(trie, "x") == [("{a}", {"a": "x"})]
    assert find(trie, "/x") == [("/{a}", {"a": "x"})]


def test_last_segments_are_known_where_one_kind_of_parameter_follows() -> None:
    trie = build_trie("/items/{id}", "/items/{key}", "/items/new", "/both/{a}", "/both/{b:int}", "/deep/{a}/{b}")

    known = {last.prefix: [entry.value for entry in last.entries] for last in trie.last_segments()}

    assert known == {"/items": ["/items/{id}", "/items/{key}"], "/deep": []}


def test_last_segments_leave_out_what_a_tail_could_take() -> None:
    trie = build_trie("/items/{id}", "/items/{rest:path}")

    assert list(trie.last_segments()) == []
