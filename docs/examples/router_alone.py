"""The router without the rest: untyped endpoints, mounts, URLs by name. It is an ASGI application itself."""

from fireweed import Request, Response
from fireweed.responses import JSONResponse, PlainTextResponse
from fireweed.routing import Mount, Route, Router


async def read_home(request: Request) -> Response:
    return PlainTextResponse(f"The first book is at {request.url_for('read_book', book_id=1).path}")


async def read_book(request: Request) -> Response:
    return JSONResponse({"book_id": request.path_params["book_id"]})


async def count_words(request: Request) -> Response:
    return JSONResponse({"words": len((await request.body()).split())})


app = Router(
    [
        Route("/", read_home),
        Route("/books/{book_id:int}", read_book),
        Mount("/tools", routes=[Route("/words", count_words, methods=["POST"])], name="tools"),
    ]
)
