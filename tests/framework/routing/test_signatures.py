"""What `inspect.signature` tells of classes whose options are a TypedDict."""

import inspect
from typing import Any

import pytest

from fireweed import APIRouter, Fireweed
from fireweed.compat.applications import FastAPI
from fireweed.options import ApplicationOptions
from fireweed.routing import APIRoute
from fireweed.routing.options import RouteOptions, RouterOptions


def read() -> None: ...


@pytest.mark.parametrize(
    ("class_", "options"),
    [(Fireweed, ApplicationOptions), (APIRouter, RouterOptions), (APIRoute, RouteOptions)],
    ids=["application", "router", "route"],
)
def test_shows_every_option(class_: Any, options: Any) -> None:
    parameters = inspect.signature(class_).parameters

    assert options.__optional_keys__ <= parameters.keys()
    assert all(parameters[name].annotation == kind for name, kind in options.__annotations__.items())
    assert not any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters.values())


def test_defaults_are_those_without_options() -> None:
    defaults = read_defaults(Fireweed)

    given, bare = Fireweed(**defaults), Fireweed()

    assert given.openapi() == bare.openapi()
    assert (given.title, given.docs_url, given.debug) == (bare.title, bare.docs_url, bare.debug)


def test_defaults_of_a_route_are_those_without_options() -> None:
    given, bare = APIRoute("/", read, **read_defaults(APIRoute)), APIRoute("/", read)

    assert (given.unique_id, given.tags, given.response_class) == (bare.unique_id, bare.tags, bare.response_class)


def test_defaults_of_a_router_are_those_without_options() -> None:
    given = APIRouter(**read_defaults(APIRouter))

    given.get("/")(read)

    assert given.prefix == ""


def test_a_subclass_has_its_own_defaults() -> None:
    assert inspect.signature(FastAPI).parameters["title"].default == "FastAPI"


def test_a_subclass_with_its_own_init_shows_that() -> None:
    class Shop(Fireweed):
        def __init__(self, shelves: int) -> None:
            super().__init__(title=f"{shelves} shelves")

    assert list(inspect.signature(Shop).parameters) == ["shelves"]


def test_an_instance_shows_its_call() -> None:
    assert list(inspect.signature(Fireweed()).parameters) == ["scope", "receive", "send"]


def read_defaults(class_: Any) -> Any:
    parameters = inspect.signature(class_).parameters.values()
    return {
        parameter.name: parameter.default
        for parameter in parameters
        if parameter.default is not inspect.Parameter.empty and parameter.name != "outer"
    }
