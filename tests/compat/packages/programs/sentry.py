"""sentry-sdk with its integrations for FastAPI and Starlette, which reports to the address in SENTRY_DSN."""

import sentry_sdk
from fastapi import APIRouter, FastAPI, Form, HTTPException
from pydantic import BaseModel
from sentry_sdk.integrations.fastapi import FastApiIntegration
from sentry_sdk.integrations.starlette import StarletteIntegration

sentry_sdk.init(
    traces_sample_rate=1.0,
    send_default_pii=True,
    integrations=[StarletteIntegration(middleware_spans=True), FastApiIntegration()],
)


class Order(BaseModel):
    article: str
    amount: int


router = APIRouter(prefix="/orders")


@router.post("/{number}")
async def divide_order(number: int, order: Order) -> float:
    return order.amount / number


@router.post("/{number}/notes")
def write_note(number: int, text: str = Form()) -> float:
    return len(text) / number


app = FastAPI()
app.include_router(router, prefix="/shop")


@app.middleware("http")
async def add_header(request, call_next):
    response = await call_next(request)
    response.headers["x-seen"] = "yes"
    return response


@app.get("/busy")
async def read_busy() -> None:
    raise HTTPException(503)


@app.get("/gone")
async def read_gone() -> None:
    raise HTTPException(410)
