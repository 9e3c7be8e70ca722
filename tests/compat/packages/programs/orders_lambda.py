"""Orders as an AWS Lambda function: behind a gateway of either kind, or a load balancer."""

import base64
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import BackgroundTasks, Cookie, Depends, FastAPI, File, HTTPException, Request, Response, UploadFile
from fastapi.middleware.cors import CORSMiddleware
from mangum import Mangum
from pydantic import BaseModel, Field

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABc3UBGAAAAABJRU5ErkJggg==")
journal: list[str] = []


class Order(BaseModel):
    item: str
    amount: int = Field(ge=1)


class Placed(Order):
    id: int
    total: float


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    journal.append("started")
    yield {"prices": {"oar": 12.5, "sail": 300.0}}
    journal.append("stopped")


app = FastAPI(title="Orders", lifespan=lifespan)
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"], allow_methods=["*"])


def get_prices(request: Request) -> dict[str, float]:
    return request.state.prices


Prices = Annotated[dict[str, float], Depends(get_prices)]


def note(item: str) -> None:
    journal.append(f"noted {item}")


@app.post("/orders", status_code=201)
async def place(order: Order, prices: Prices, tasks: BackgroundTasks, response: Response) -> Placed:
    if order.item not in prices:
        raise HTTPException(status_code=404, detail=f"There is no {order.item}")
    tasks.add_task(note, order.item)
    response.set_cookie("last", order.item)
    response.set_cookie("seen", "yes")
    return Placed(id=1, total=prices[order.item] * order.amount, **order.model_dump())


@app.get("/orders")
def search(request: Request, prices: Prices, item: str = "", last: Annotated[str, Cookie()] = "") -> dict[str, Any]:
    client = request.client.host if request.client else None
    return {"found": [name for name in prices if item in name], "last": last, "client": client}


@app.get("/where")
async def where(request: Request) -> dict[str, Any]:
    return {
        "url": str(request.url_for("where")),
        "gateway": request.scope.get("aws.event", {}).get("requestContext", {}).get("stage"),
        "function": getattr(request.scope.get("aws.context"), "function_name", None),
    }


@app.get("/files/{path:path}")
async def read_path(path: str, tag: str = "") -> list[str]:
    return [path, tag]


@app.post("/upload")
async def upload(file: Annotated[UploadFile, File()]) -> dict[str, Any]:
    return {"name": file.filename, "size": len(await file.read())}


@app.get("/pixel")
async def read_pixel() -> Response:
    return Response(PIXEL, media_type="image/png")


@app.get("/broken")
async def fail() -> None:
    raise ValueError("broken")


@app.get("/journal")
async def read_journal() -> list[str]:
    return journal


@dataclass
class Context:
    """What the runtime hands over beside an event."""

    function_name: str = "orders"


handler = Mangum(app, api_gateway_base_path="/v1")

if __name__ == "__main__":
    # As the runtime does: one event after the other in a process that is kept.
    for line in sys.stdin:
        print(json.dumps(handler(json.loads(line), Context())), flush=True)
