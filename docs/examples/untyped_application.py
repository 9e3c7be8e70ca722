"""An untyped application whose errors have one shape, those that the framework raises itself included."""

from fireweed import HTTPException, Request, Response
from fireweed.core import Application
from fireweed.exceptions import BaseHTTPException
from fireweed.responses import JSONResponse, PlainTextResponse
from fireweed.routing import Route


async def read_book(request: Request) -> Response:
    if request.path_params["book_id"] == 0:
        raise HTTPException(404, "there is no book 0")
    return PlainTextResponse("A book")


def answer_error(request: Request, error: BaseHTTPException) -> Response:
    return JSONResponse({"error": error.detail}, error.status_code, error.headers)


app = Application(
    routes=[Route("/books/{book_id:int}", read_book)],
    exception_handlers={BaseHTTPException: answer_error},
)
