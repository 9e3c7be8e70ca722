"""What the browser looks at: an application whose pages load their own files."""

from pydantic import BaseModel, Field

from fireweed import Fireweed

app = Fireweed(title="Looked at", docs_assets="local", openapi_tags=[{"name": "items", "description": "Things."}])


class Item(BaseModel):
    name: str = Field(examples=["Lamp"])
    price: float = Field(gt=0, examples=[9.5])


@app.get("/items/{item_id}", tags=["items"])
async def read_item(item_id: int, q: str | None = None) -> dict[str, object]:
    return {"item_id": item_id, "q": q}


@app.post("/items", tags=["items"], status_code=201)
async def create_item(item: Item) -> Item:
    return item


@app.delete("/items/{item_id}", tags=["items"], deprecated=True)
async def delete_item(item_id: int) -> None: ...


@app.get("/health")
async def read_health() -> str:
    return "</script><b>fine</b>"
