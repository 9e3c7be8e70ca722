"""Errors: refusing a request, errors of your own and their handlers, another body for 422."""

from pydantic import BaseModel

from fireweed import Fireweed, HTTPException, Request, status
from fireweed.exceptions import RequestValidationError
from fireweed.responses import JSONResponse

app = Fireweed()


class OutOfStockError(Exception):
    def __init__(self, title: str) -> None:
        super().__init__(f"{title} is out of stock")
        self.title = title


class Problem(BaseModel):
    code: str
    messages: list[str]


@app.exception_handler(OutOfStockError)
async def answer_out_of_stock(_request: Request, error: OutOfStockError) -> JSONResponse:
    problem = Problem(code="out_of_stock", messages=[str(error)])
    return JSONResponse(problem.model_dump(), status.HTTP_409_CONFLICT)


@app.exception_handler(RequestValidationError)
async def answer_invalid_request(_request: Request, error: RequestValidationError) -> JSONResponse:
    messages = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
    problem = Problem(code="invalid_request", messages=messages)
    return JSONResponse(problem.model_dump(), status.HTTP_422_UNPROCESSABLE_CONTENT)


@app.get("/books/{book_id}", responses={409: {"model": Problem}})
async def order_book(book_id: int) -> dict[str, int]:
    if book_id == 0:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "there is no book 0", {"X-Reason": "numbers begin at 1"})
    if book_id == 13:
        raise OutOfStockError("The Thirteenth Book")
    return {"book_id": book_id}


@app.get("/crash")
async def crash() -> int:
    return 1 // 0
