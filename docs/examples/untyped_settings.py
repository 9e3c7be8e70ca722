"""Settings from the environment, and a document for routes that have no types."""

from fireweed import Request, Response
from fireweed.config import Config
from fireweed.core import Application
from fireweed.datastructures import Secret
from fireweed.responses import JSONResponse
from fireweed.routing import Route
from fireweed.schemas import OpenAPIResponse, SchemaGenerator

config = Config(env_prefix="LIBRARY_")
DEBUG = config("DEBUG", cast=bool, default=False)
SECRET_KEY = config("SECRET_KEY", cast=Secret, default="only for trying it")

generator = SchemaGenerator({"openapi": "3.1.0", "info": {"title": "Library", "version": "1.0"}})


async def read_book(request: Request) -> Response:
    """Find a book by its number.

    ---
    responses:
      200:
        description: The book.
    """
    return JSONResponse({"book_id": request.path_params["book_id"]})


async def read_document(request: Request) -> Response:
    """Written as YAML, which the extra `schemas` brings."""
    return OpenAPIResponse(generator.get_schema(app.routes))


app = Application(
    debug=DEBUG,
    routes=[
        Route("/books/{book_id:int}", read_book),
        Route("/schema", read_document, include_in_schema=False),
    ],
)
