"""Strawberry's router: a query, a mutation and a subscription."""

from collections.abc import AsyncIterator

import strawberry
from fastapi import FastAPI
from strawberry.fastapi import GraphQLRouter

names: list[str] = ["Ada"]


@strawberry.type
class Query:
    @strawberry.field
    def names(self) -> list[str]:
        return names


@strawberry.type
class Mutation:
    @strawberry.mutation
    def add(self, name: str) -> int:
        names.append(name)
        return len(names)


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, until: int) -> AsyncIterator[int]:
        for number in range(until):
            yield number


app = FastAPI()
app.include_router(GraphQLRouter(strawberry.Schema(Query, Mutation, Subscription)), prefix="/graphql")
