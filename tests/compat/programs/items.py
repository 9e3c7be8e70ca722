"""Parameters of paths and queries."""

from fastapi import FastAPI, Path, Query

app = FastAPI()


@app.get("/items/{item_id}")
async def read_item(item_id: int, q: str | None = None, short: bool = False):
    return {"item_id": item_id, "q": q, "short": short}


@app.get("/items")
async def read_items(limit: int = Query(10, ge=1, le=100)):
    return {"limit": limit}


@app.get("/users/{user_id}/items/{item_id}")
async def read_user_item(user_id: int = Path(ge=1), item_id: int = Path(ge=1)):
    return [user_id, item_id]
