"""Answers: models, classes, statuses, additional ones."""

# Programs as users write them, as dense as can be; the endpoints are never called.
# ruff: noqa: C901
# mypy: disable-error-code="empty-body, misc, name-defined, no-untyped-def, type-arg"

from typing import Annotated, Any

from pydantic import BaseModel, Field

from benchmarks.documents.framework import Application, Framework


class Item(BaseModel):
    name: str
    price: float = Field(default=1, alias="thePrice")


class Message(BaseModel):
    """What went wrong."""

    message: str


class Other(BaseModel):
    other: int


class ValidationError(BaseModel):
    """Not the framework's."""

    reason: str


class HTTPValidationError(BaseModel):
    """Not the framework's either."""

    reasons: list[str]


def build_models(framework: Framework) -> Application:
    """Response models of all kinds, and the options of writing them."""
    app = framework.application(title="Response models")

    @app.get("/none")
    def none() -> None: ...

    @app.get("/nothing")
    def nothing(): ...

    @app.get("/any")
    def any_() -> Any: ...

    @app.get("/item")
    def item() -> Item: ...

    @app.get("/maybe")
    def maybe() -> Item | None: ...

    @app.get("/list")
    def list_() -> list[Item]: ...

    @app.get("/dict")
    def dict_() -> dict[str, Any]: ...

    @app.get("/bare-dict")
    def bare_dict() -> dict: ...

    @app.get("/text")
    def text() -> str: ...

    @app.get("/union")
    def union() -> Item | Message: ...

    @app.get("/model", response_model=Item)
    def model() -> Any: ...

    @app.get("/model-wins", response_model=list[Item])
    def model_wins() -> Message: ...

    @app.get("/model-none", response_model=None)
    def model_none() -> Message: ...

    @app.get("/annotated")
    def annotated() -> Annotated[Item, Field(description="An item", title="It")]: ...

    @app.get("/annotated-list")
    def annotated_list() -> Annotated[list[int], Field(description="Items", title="It", max_length=3)]: ...

    @app.get(
        "/options",
        response_model_include={"name"},
        response_model_exclude={"price"},
        response_model_by_alias=False,
        response_model_exclude_unset=True,
        response_model_exclude_defaults=True,
        response_model_exclude_none=True,
    )
    def options() -> Item: ...

    @app.get("/bytes")
    def bytes_() -> bytes: ...

    @app.get("/int", response_description="A number", status_code=203)
    def int_() -> int: ...

    return app


def build_classes(framework: Framework) -> Application:
    """Response classes, declared and annotated, and statuses without content."""
    responses = framework.responses
    app = framework.application(title="Response classes")

    class Teapot(responses.JSONResponse):
        media_type = "application/teapot+json"

    class Late(responses.Response):
        media_type = "text/late"

        def __init__(self, content: Any = None, status_code: int = 218) -> None:
            super().__init__(content, status_code)

    classes = {
        "json": responses.JSONResponse,
        "html": responses.HTMLResponse,
        "text": responses.PlainTextResponse,
        "redirect": responses.RedirectResponse,
        "stream": responses.StreamingResponse,
        "plain": responses.Response,
        "teapot": Teapot,
        "late": Late,
    }
    for name, response_class in classes.items():

        @app.get(f"/{name}", response_class=response_class, name=name)
        def read(): ...

        @app.get(f"/{name}/status", response_class=response_class, status_code=202, name=name)
        def read_status(): ...

        @app.get(f"/{name}/model", response_class=response_class, response_model=Item, name=name)
        def read_model() -> Any: ...

        @app.get(f"/{name}/responses", response_class=response_class, responses={404: {"model": Message}}, name=name)
        def read_responses() -> Any: ...

        read_annotated = _annotate_return(response_class)
        app.get(f"/{name}/annotated", name=name)(read_annotated)

    for status in (201, 204, 304, 205, 100):

        @app.get(f"/status/{status}", status_code=status)
        def read_bodiless() -> None: ...

    return app


def _annotate_return(annotation: Any) -> Any:
    def read() -> Any: ...

    read.__annotations__["return"] = annotation
    return read


def build_default_class(framework: Framework) -> Application:
    """The default response class of an application and of a router."""
    responses = framework.responses
    app = framework.application(title="Default class", default_response_class=responses.HTMLResponse)
    router = framework.router(default_response_class=responses.PlainTextResponse)

    @app.get("/app")
    def read_app(): ...

    @app.get("/own", response_class=responses.JSONResponse)
    def read_own() -> Item: ...

    @router.get("/router")
    def read_router(): ...

    @router.get("/router-own", response_class=responses.JSONResponse)
    def read_router_own(): ...

    app.include_router(router)
    app.include_router(router, prefix="/json", default_response_class=responses.JSONResponse)
    return app


def build_additional(framework: Framework) -> Application:
    """Additional responses: models, content, ranges, headers, merged with the main one and with 422."""
    app = framework.application(title="Additional", responses={500: {"description": "Broken", "model": Message}})

    @app.get(
        "/items/{item_id}",
        responses={
            404: {"model": Message, "description": "Not there"},
            200: {"content": {"image/png": {}}, "description": "The item or its picture"},
            "302": {"description": "Moved", "headers": {"location": {"schema": {"type": "string"}}}},
            418: {},
            599: {},
        },
    )
    def read_item(item_id: int) -> Item: ...

    @app.get(
        "/ranges",
        responses={
            "1XX": {},
            "2xx": {},
            "3XX": {},
            "4XX": {"model": Message},
            "5XX": {},
            "default": {"model": Message},
        },
    )
    def ranges(q: str) -> Item: ...

    @app.get("/default-upper", responses={"DEFAULT": {"description": "All else"}})
    def default_upper(q: str) -> Item: ...

    @app.get("/custom-422", responses={422: {"model": Message}})
    def custom_422(q: str) -> Item: ...

    @app.get("/4xx", responses={"4XX": {"model": Message}})
    def only_4xx(q: str) -> Item: ...

    @app.get("/same-model", responses={201: {"model": Item | Other}, 202: {"model": list[Item]}})
    def same_model() -> Item: ...

    @app.get("/main-without-model", responses={200: {"model": Other, "description": "Overridden"}})
    def main_without_model(): ...

    @app.get(
        "/content",
        responses={
            200: {"content": {"application/json": {"example": {"name": "a"}}}},
            400: {"model": Message, "content": {"application/json": {"examples": {"a": {"value": 1}}}, "text/csv": {}}},
            401: {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}}},
            402: {"model": None, "description": None},
        },
    )
    def content() -> Item: ...

    @app.get(
        "/html",
        response_class=framework.responses.HTMLResponse,
        responses={404: {"model": Message}, 405: {"model": str}},
    )
    def html() -> str: ...

    @app.get("/plain", response_class=framework.responses.Response, responses={404: {"model": Message}})
    def plain(): ...

    @app.get(
        "/links",
        status_code=201,
        responses={
            201: {
                "links": {"next": {"operationId": "content_content_get", "parameters": {"a": "$request.query.q"}}},
                "headers": {"X-Rate": {"description": None, "schema": {"type": "integer"}}},
                "x-own": {"a": None},
            },
            204: {"description": "Nothing"},
        },
    )
    def links() -> Item: ...

    return app


def build_replaced(framework: Framework) -> Application:
    """Models declared for the status of the main answer."""
    app = framework.application(title="Replaced")

    @app.get("/item", responses={200: {"model": Other}})
    def item() -> Item: ...

    @app.get("/list", responses={200: {"model": Other}})
    def list_() -> list[Item]: ...

    @app.get("/nothing", responses={200: {"model": list[Other]}}, response_model=None)
    def nothing() -> None: ...

    return app


def build_taken(framework: Framework) -> Application:
    """A model with the name of one of the framework."""
    app = framework.application(title="Taken")

    @app.get("/item", responses={400: {"model": ValidationError}})
    def item(q: int) -> Item: ...

    return app


def build_redefined(framework: Framework) -> Application:
    """The user's own description of what is wrong with a request."""
    app = framework.application(title="Redefined", responses={422: {"model": HTTPValidationError}})

    @app.get("/item")
    def item(q: int) -> Item: ...

    return app


PROGRAMS = (
    build_models,
    build_classes,
    build_default_class,
    build_additional,
    build_replaced,
    build_taken,
    build_redefined,
)
