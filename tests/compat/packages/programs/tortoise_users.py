"""Tortoise ORM, opened and closed by its helper for FastAPI."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from tortoise import fields, models
from tortoise.contrib.fastapi import RegisterTortoise, tortoise_exception_handlers
from tortoise.contrib.pydantic import pydantic_model_creator


class User(models.Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=20)


UserOut = pydantic_model_creator(User, name="User")
UserIn = pydantic_model_creator(User, name="UserIn", exclude_readonly=True)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with RegisterTortoise(
        app,
        db_url="sqlite://users.db",
        modules={"models": ["tortoise_users"]},
        generate_schemas=True,
    ):
        yield


app = FastAPI(lifespan=lifespan, exception_handlers=tortoise_exception_handlers())


@app.post("/users", response_model=UserOut)
async def create_user(user: UserIn):
    return await UserOut.from_tortoise_orm(await User.create(**user.model_dump(exclude_unset=True)))


@app.get("/users/{user_id}", response_model=UserOut)
async def read_user(user_id: int):
    return await UserOut.from_queryset_single(User.get(id=user_id))
