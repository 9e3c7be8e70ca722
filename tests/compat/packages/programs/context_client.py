"""Uses the server of `contexts`, whose address is the argument, by the client of the SDK; prints what it answered."""

import asyncio
import json
import sys

from mcp import Client


async def main(url: str) -> None:
    progress: list[float] = []

    async def keep(done: float, total: float | None, message: str | None) -> None:
        progress.append(done)

    async with Client(url) as session:
        tools = await session.list_tools()
        book = {"title": "Persuasion", "pages": 249}
        called = await session.call_tool("add_book", book, progress_callback=keep)
        read = await session.read_resource("books://Persuasion")
        prompt = await session.get_prompt("review", {"title": "Emma"})
    answers = {
        "tools": [tool.name for tool in tools.tools],
        "called": called.structured_content,
        "progress": progress,
        "read": read.contents[0].text,
        "prompt": prompt.messages[0].content.text,
    }
    print(json.dumps(answers))


asyncio.run(main(sys.argv[1]))
