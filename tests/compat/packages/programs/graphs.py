"""Strawberry's router: queries, mutations, subscriptions, a context from dependencies, background tasks and files."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import strawberry
from fastapi import Depends, FastAPI, Header
from strawberry.fastapi import GraphQLRouter
from strawberry.file_uploads import Upload
from strawberry.types import Info

names: list[str] = ["Ada"]
listeners: set[asyncio.Queue[str]] = set()


def add_name(name: str) -> int:
    names.append(name)
    for listener in listeners:
        listener.put_nowait(name)
    return len(names)


@strawberry.type
class Query:
    @strawberry.field
    def names(self) -> list[str]:
        return names

    @strawberry.field
    async def listeners(self) -> int:
        return len(listeners)

    @strawberry.field
    def visitor(self, info: Info) -> str:
        info.context["response"].headers["x-graph"] = "yes"
        return info.context["visitor"]

    @strawberry.field
    def broken(self) -> int | None:
        raise ValueError("broken")


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def add(self, name: str) -> int:
        return add_name(name)

    @strawberry.mutation
    def add_later(self, info: Info, name: str) -> bool:
        info.context["background_tasks"].add_task(add_name, name)
        return True

    @strawberry.mutation
    async def measure(self, text: Upload) -> int:
        return len(await text.read())


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, until: int) -> AsyncIterator[int]:
        for number in range(until):
            yield number

    @strawberry.subscription
    async def added(self) -> AsyncIterator[str]:
        queue: asyncio.Queue[str] = asyncio.Queue()
        listeners.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            listeners.remove(queue)

    @strawberry.subscription
    async def greeting(self, info: Info) -> AsyncIterator[str]:
        socket = info.context["request"]
        yield f"Hello {info.context['connection_params']['name']} from {socket.url.path}"


async def get_visitor(x_visitor: Annotated[str, Header()] = "nobody") -> str:
    return x_visitor


async def get_context(visitor: Annotated[str, Depends(get_visitor)]) -> dict[str, Any]:
    return {"visitor": visitor}


schema = strawberry.Schema(Query, Mutation, Subscription)
app = FastAPI()
app.include_router(GraphQLRouter(schema, context_getter=get_context, multipart_uploads_enabled=True), prefix="/graphql")
