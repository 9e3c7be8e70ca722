"""Ids of operations for generated clients."""

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel


def make_id(route: APIRoute):
    return f"{route.tags[0]}-{route.name}" if route.tags else route.name


app = FastAPI(generate_unique_id_function=make_id)
router = APIRouter(prefix="/r", generate_unique_id_function=lambda route: f"router_{route.name}")


class Item(BaseModel):
    name: str
    price: float


class Message(BaseModel):
    message: str


@app.post("/items/", response_model=Message, tags=["items"])
async def create_item(item: Item, extra: Item):
    return {"message": "item received"}


@app.get("/items/", response_model=list[Item], tags=["items"])
async def get_items():
    return [{"name": "Plumbus", "price": 3}]


@router.get("/one")
async def one():
    return 1


@router.get("/two", generate_unique_id_function=lambda route: f"own_{route.name}")
async def two():
    return 2


app.include_router(router)
for route in app.routes:
    if isinstance(route, APIRoute) and route.path == "/r/one":
        assert route.name == "one"
