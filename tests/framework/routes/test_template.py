from typing import Any

import pytest

from fireweed.routes.template import compile_path, parse_template, replace_params


def test_parses_parameters_in_their_order() -> None:
    template = parse_template("/users/{user_id:int}/files/{file:path}")

    assert list(template.convertors) == ["user_id", "file"]
    assert template.format == "/users/{user_id}/files/{file}"
    assert template.regex.pattern == "^/users/(?P<user_id>[0-9]+)/files/(?P<file>.*)$"


@pytest.mark.parametrize("source", ["/{1a}", "/{a", "/a}", "/{}", "/{a-b}", "/a+b.c"])
def test_takes_what_names_no_parameter_literally(source: str) -> None:
    template = parse_template(source)

    assert template.format == source
    assert template.match(source) == {}


@pytest.mark.parametrize(
    ("source", "path", "params"),
    [
        ("/", "/", {}),
        ("/items/{id}", "/items/a b", {"id": "a b"}),
        ("/items/{id:int}", "/items/12", {"id": 12}),
        ("/{name}.{ext}", "/a.b.c", {"name": "a.b", "ext": "c"}),
        ("/files/{path:path}", "/files/", {"path": ""}),
    ],
)
def test_matches_a_whole_path(source: str, path: str, params: dict[str, Any]) -> None:
    assert parse_template(source).match(path) == params


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("/a", "/a/"),
        ("/a", "/a\n"),
        ("/a", "/A"),
        ("/items/{id}", "/items/"),
        ("/items/{id:int}", "/items/12\n"),
        ("/files/{path:path}", "/files"),
    ],
)
def test_does_not_match_another_path(source: str, path: str) -> None:
    assert parse_template(source).match(path) is None


def test_number_too_long_to_convert_does_not_match() -> None:
    assert parse_template("/{id:int}").match("/" + "9" * 5000) is None


def test_builds_a_path() -> None:
    template = parse_template("/users/{user_id:int}/{name}.txt")

    assert template.build({"user_id": 3, "name": "notes"}) == "/users/3/notes.txt"


def test_rejects_unknown_convertor() -> None:
    with pytest.raises(AssertionError, match=r"(?m)^Unknown path convertor 'zz'$"):
        parse_template("/{id:zz}")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("/{id}/{id}", "Duplicated param name id at path /{id}/{id}"),
        ("/{b}{a}{b}{a}", "Duplicated param names a, b at path /{b}{a}{b}{a}"),
    ],
)
def test_rejects_repeated_parameter_names(source: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - compared whole below
        parse_template(source)

    assert str(caught.value) == message


def test_compile_path_returns_regex_format_and_convertors() -> None:
    regex, path_format, convertors = compile_path("/items/{id:int}")

    assert (regex.pattern, path_format, list(convertors)) == ("^/items/(?P<id>[0-9]+)$", "/items/{id}", ["id"])


def test_puts_parameters_into_their_places() -> None:
    _, path, convertors = compile_path("/users/{user_id:int}/files/{file:path}")
    params: dict[str, Any] = {"user_id": 3, "page": 2}

    assert replace_params(path, convertors, params) == ("/users/3/files/{file}", {"page": 2})
    assert params == {"page": 2}
