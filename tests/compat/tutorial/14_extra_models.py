"""Several models of one thing, unions, lists, plain dictionaries."""

from typing import Union

from fastapi import FastAPI
from pydantic import BaseModel, EmailStr

app = FastAPI()


class UserBase(BaseModel):
    name: str
    mail: EmailStr


class UserIn(UserBase):
    password: str


class UserOut(UserBase):
    pass


class Vehicle(BaseModel):
    kind: str


class Boat(Vehicle):
    kind: str = "boat"


class Plane(Vehicle):
    kind: str = "plane"
    seats: int


FLEET = {"boat": {"kind": "boat"}, "plane": {"kind": "plane", "seats": 3}}


@app.post("/users", response_model=UserOut, status_code=201)
async def create(user: UserIn):
    return UserIn(**user.model_dump())


@app.get("/fleet/{kind}", response_model=Union[Plane, Boat])
async def fleet(kind: str):
    return FLEET[kind]


@app.get("/fleet", response_model=list[Vehicle])
async def everything():
    return list(FLEET.values())


@app.get("/weights", response_model=dict[str, float])
async def weights():
    return {"a": 1, "b": 2.5}
