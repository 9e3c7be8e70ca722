"""A tool for language models by FastMCP, mounted in an application."""

from fastapi import FastAPI
from fastmcp import FastMCP

server = FastMCP("Calculator")


@server.tool
def add(first: int, second: int) -> int:
    return first + second


tools = server.http_app(path="/mcp", stateless_http=True, json_response=True)
app = FastAPI(lifespan=tools.lifespan)
app.mount("/tools", tools)
