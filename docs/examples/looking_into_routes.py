"""A program that tells which headers each of its operations asks for."""

from collections.abc import Iterator
from typing import Annotated

from fireweed import Depends, Fireweed, Header
from fireweed.endpoint.dependant import Dependant
from fireweed.routing import APIRoute, iter_route_contexts
from fireweed.routing.explanation import explain


def check_card(x_card: Annotated[str, Header(min_length=4)]) -> None: ...


app = Fireweed(openapi_url=None, dependencies=[Depends(check_card)])


@app.get("/books/{title}")
async def read_book(title: str, accept_language: Annotated[str, Header()] = "en") -> str:
    return title


def find_headers(dependant: Dependant) -> Iterator[str]:
    for dependency in dependant.dependencies:
        yield from find_headers(dependency)
    for field in dependant.header_params:
        yield field.alias


@app.get("/headers")
def list_headers() -> dict[str, list[str]]:
    routes = [context.effective for context in iter_route_contexts(app.routes)]
    return {route.path: list(find_headers(route.dependant)) for route in routes if isinstance(route, APIRoute)}


def explain_all() -> str:
    return "\n".join(explain(context.effective) for context in iter_route_contexts(app.routes))
