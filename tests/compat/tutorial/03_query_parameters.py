"""Query parameters: defaults, optional, required, booleans."""

from typing import Optional, Union

from fastapi import FastAPI

app = FastAPI()


@app.get("/harbours/")
async def harbours(skip: int = 0, limit: int = 10):
    return list(range(100))[skip : skip + limit]


@app.get("/harbours/{name}")
async def harbour(name: str, wind: str, depth: Optional[int] = None, brief: bool = False, tide: Union[str, None] = None):
    return {"name": name, "wind": wind, "depth": depth, "brief": brief, "tide": tide}
