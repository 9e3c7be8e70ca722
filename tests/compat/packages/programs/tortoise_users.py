"""Tortoise ORM, opened and closed by its helpers for FastAPI: the variable HELPER says which one."""

import os
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from tortoise import fields, models
from tortoise.contrib.fastapi import RegisterTortoise, register_tortoise, tortoise_exception_handlers
from tortoise.contrib.pydantic import pydantic_model_creator

HELPER = os.environ["HELPER"]
DATABASE = {"db_url": os.environ["DATABASE"], "modules": {"models": ["tortoise_users"]}, "generate_schemas": True}


class User(models.Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=20, unique=True)


UserOut = pydantic_model_creator(User, name="User")
UserIn = pydantic_model_creator(User, name="UserIn", exclude_readonly=True)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        orm = RegisterTortoise(app, **DATABASE, add_exception_handlers=HELPER == "RegisterTortoise with handlers")
    async with orm:
        yield


if HELPER == "register_tortoise":
    app = FastAPI()
    register_tortoise(app, **DATABASE, add_exception_handlers=True)
elif HELPER == "RegisterTortoise with handlers":
    app = FastAPI(lifespan=lifespan)
else:
    app = FastAPI(lifespan=lifespan, exception_handlers=tortoise_exception_handlers())


@app.post("/users", response_model=UserOut)
async def create_user(user: UserIn):
    return await UserOut.from_tortoise_orm(await User.create(**user.model_dump(exclude_unset=True)))


@app.get("/users", response_model=list[UserOut])
async def read_users():
    return await UserOut.from_queryset(User.all())


@app.get("/users/{user_id}", response_model=UserOut)
async def read_user(user_id: int):
    return await UserOut.from_queryset_single(User.get(id=user_id))


@app.delete("/users/{user_id}")
async def delete_user(user_id: int) -> int:
    return await User.filter(id=user_id).delete()
