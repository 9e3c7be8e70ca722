"""Errors raised in every place a request passes."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError, ResponseValidationError, WebSocketRequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError, model_validator

app = FastAPI()


class Range(BaseModel):
    low: int
    high: int

    @model_validator(mode="after")
    def check(self):
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


@app.exception_handler(ResponseValidationError)
async def tell(request: Request, error: ResponseValidationError):
    return JSONResponse({"response": error.errors()}, 500)


@app.exception_handler(ValidationError)
async def tell_own(request: Request, error: ValidationError):
    return JSONResponse({"own": error.error_count()}, 500)


def several(a: int, b: Annotated[float, Query(gt=0)]):
    return a + b


@app.post("/range")
def read_range(range: Range):
    return range


@app.get("/own")
def own():
    return Range(low=2, high=1)


@app.get("/answer", response_model=Range)
def answer():
    return {"low": "x"}


@app.get("/several")
def read_several(total: Annotated[float, Depends(several)], c: bool):
    return [total, c]


@app.get("/raised")
def raised():
    raise RequestValidationError([{"type": "own", "loc": ("query", "a"), "msg": "Own", "input": None}])
