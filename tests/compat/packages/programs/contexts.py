"""A server of the Model Context Protocol by its SDK, mounted in an application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from mcp.server.mcpserver import Context, MCPServer

server = MCPServer("Library")
shelf: dict[str, int] = {"Emma": 474}


@server.tool()
async def add_book(title: str, pages: int, context: Context) -> str:
    """Put a book on the shelf."""
    await context.report_progress(1, 1)
    shelf[title] = pages
    return f"{title} is one of {len(shelf)}"


@server.resource("books://{title}")
def read_book(title: str) -> str:
    return f"{title}, {shelf[title]} pages"


@server.prompt()
def review(title: str) -> str:
    return f"Review {title}, please."


tools = server.streamable_http_app(streamable_http_path="/")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with server.session_manager.run():
        yield


app = FastAPI(lifespan=lifespan)
app.mount("/mcp", tools)


@app.get("/shelf")
async def read_shelf() -> dict[str, int]:
    return shelf
