"""Path and query parameters with conditions on numbers."""

from typing import Annotated, Literal

from fastapi import FastAPI, Path, Query

app = FastAPI()


@app.get("/knots/{knot}")
async def knot(
    *,
    knot: Annotated[int, Path(title="Knot", ge=1, le=100)],
    size: Annotated[float, Query(gt=0, lt=10.5)],
    even: Annotated[int, Query(multiple_of=2)] = 2,
    order: Literal["up", "down"] = "up",
):
    return {"knot": knot, "size": size, "even": even, "order": order}


@app.get("/old/{knot}")
async def old(q: str, knot: int = Path(gt=3)):
    return {"q": q, "knot": knot}
