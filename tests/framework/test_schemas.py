import importlib
import sys
from typing import Any

import pytest

from fireweed.core import Application
from fireweed.exceptions import MissingExtraError
from fireweed.responses import Response
from fireweed.routes import Host, Mount, Route, Router, WebSocketRoute
from fireweed.schemas import BaseSchemaGenerator, EndpointInfo, OpenAPIResponse, SchemaGenerator
from fireweed.testclient import TestClient

BASE = {"openapi": "3.0.0", "info": {"title": "Shop", "version": "1"}}


def documented(request: Any) -> Response:
    """
    Words for people.
    ---
    summary: Read it
    """
    return Response()


def undocumented(request: Any) -> Response:
    """Nothing but words."""
    return Response()


class Resource:
    def get(self) -> None:
        """
        summary: Get it
        """

    def query(self) -> None:
        """
        summary: Ask it
        """

    def save(self) -> None:
        """
        summary: no method of HTTP
        """


async def session(websocket: Any) -> None:
    """
    summary: no HTTP
    """


def test_documents_what_docstrings_say() -> None:
    routes = [Route("/items/{item_id:int}", documented, methods=["GET", "POST"]), Route("/other", undocumented)]

    schema = SchemaGenerator(BASE).get_schema(routes)

    operation = {"summary": "Read it"}
    assert schema == {**BASE, "paths": {"/items/{item_id}": {"get": operation, "post": operation}}}
    assert "paths" not in BASE


def test_walks_into_mounts_and_hosts() -> None:
    routes = [
        Mount("/a", routes=[Route("/b", documented), Mount("/{c:int}", routes=[Route("/d", documented)])]),
        Mount("/app", app=Application(routes=[Route("/e", documented)])),
        Host("example.org", app=Router([Route("/f", documented)])),
        Mount("/files", app=lambda scope, receive, send: session(None)),
    ]

    assert list(SchemaGenerator(BASE).get_schema(routes)["paths"]) == ["/a/b", "/a/{c}/d", "/app/e", "/f"]


def test_leaves_out_what_is_not_for_the_document() -> None:
    routes = [Route("/a", documented, include_in_schema=False), WebSocketRoute("/b", session)]

    assert SchemaGenerator(BASE).get_endpoints(routes) == []


def test_takes_the_methods_of_a_class() -> None:
    endpoints = BaseSchemaGenerator().get_endpoints([Route("/a", Resource)])

    assert endpoints == [EndpointInfo("/a", "get", Resource.get), EndpointInfo("/a", "query", Resource.query)]


@pytest.mark.parametrize(
    ("version", "methods"),
    [("3.0.0", ["get"]), ("3.1", ["get"]), ("3.2.0", ["get", "query"]), ("4.0", ["get", "query"]), (None, ["get"])],
)
def test_query_came_with_openapi_3_2(version: str | None, methods: list[str]) -> None:
    base = {} if version is None else {"openapi": version}

    schema = SchemaGenerator(base).get_schema([Route("/a", Resource)])

    assert list(schema["paths"]["/a"]) == methods


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        pytest.param("a: 1", {"a": 1}, id="all of it"),
        pytest.param("words\n---\na: 1", {"a": 1}, id="behind the line"),
        pytest.param("a: 1\n---\nb: 2", {"b": 2}, id="behind the last line"),
        pytest.param("words", {}, id="no mapping"),
        pytest.param("", {}, id="empty"),
        pytest.param(None, {}, id="none"),
    ],
)
def test_parses_docstrings(docstring: str | None, expected: dict[str, Any]) -> None:
    def endpoint() -> None: ...

    endpoint.__doc__ = docstring

    assert BaseSchemaGenerator().parse_docstring(endpoint) == expected


def test_answers_with_the_document_of_the_application() -> None:
    schemas = SchemaGenerator(BASE)
    app = Application(routes=[Route("/a", documented), Route("/schema", schemas.OpenAPIResponse)])

    response = TestClient(app).get("/schema")

    assert response.headers["content-type"] == "application/vnd.oai.openapi"
    assert "/a:\n    get:\n      summary: Read it\n" in response.text


@pytest.mark.parametrize("content", [[], "text", None])
def test_a_document_is_a_dictionary(content: Any) -> None:
    with pytest.raises(AssertionError, match=r"The schema passed to OpenAPIResponse should be a dictionary."):
        OpenAPIResponse(content)


def test_subclasses_make_the_document() -> None:
    with pytest.raises(NotImplementedError):
        BaseSchemaGenerator().get_schema([])


def test_names_the_extra_when_yaml_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    monkeypatch.delitem(sys.modules, "fireweed.schemas")

    with pytest.raises(MissingExtraError, match=r"fireweed\[schemas\]"):
        importlib.import_module("fireweed.schemas")
