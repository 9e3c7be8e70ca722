"""Class-based views of fastapi-utils, metrics of starlette-exporter, GraphQL of Ariadne."""

from ariadne import QueryType, make_executable_schema
from ariadne.asgi import GraphQL
from fastapi import APIRouter, Depends, FastAPI
from fastapi_utils.api_model import APIModel
from fastapi_utils.cbv import cbv
from fastapi_utils.openapi import simplify_operation_ids
from starlette_exporter import PrometheusMiddleware, handle_metrics

app = FastAPI()
router = APIRouter(prefix="/books")
query = QueryType()


class Book(APIModel):
    page_count: int


def find_shelf(shelf: int = 1) -> int:
    return shelf


@cbv(router)
class BookViews:
    shelf: int = Depends(find_shelf)

    @router.get("/{number}")
    def read_book(self, number: int) -> list[int]:
        return [self.shelf, number]

    @router.post("")
    async def add_book(self, book: Book) -> Book:
        return book


@query.field("greeting")
def greet(_: object, info: object, name: str) -> str:
    return f"Hello, {name}!"


app.include_router(router)
simplify_operation_ids(app)
app.mount("/graphql", GraphQL(make_executable_schema("type Query { greeting(name: String!): String! }", query)))
app.add_middleware(PrometheusMiddleware, app_name="views", group_paths=True)
app.add_route("/metrics", handle_metrics)
