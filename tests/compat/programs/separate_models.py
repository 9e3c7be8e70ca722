"""Different models of a user: what comes in, what is stored, what goes out."""

import hashlib
from datetime import date

from fastapi import FastAPI
from pydantic import BaseModel, EmailStr

app = FastAPI()
stored: list["UserInDB"] = []


class UserBase(BaseModel):
    name: str
    email: EmailStr
    born: date | None = None


class UserIn(UserBase):
    password: str


class UserOut(UserBase):
    level: int = 1


class UserInDB(UserOut):
    hashed_password: str


def save(user: UserIn) -> UserInDB:
    hashed = hashlib.sha256(user.password.encode()).hexdigest()
    stored.append(UserInDB(**user.model_dump(exclude={"password"}, exclude_unset=True), hashed_password=hashed))
    return stored[-1]


@app.post("/users", response_model=UserOut, status_code=201)
async def create(user: UserIn):
    return save(user)


@app.get("/users", response_model=list[UserOut])
async def read_all():
    return stored


@app.post("/annotated")
async def annotated(user: UserIn) -> UserBase:
    return user


@app.post("/unset", response_model=UserOut, response_model_exclude_unset=True)
async def unset(user: UserIn):
    return save(user)


@app.post("/none", response_model=UserOut, response_model_exclude_none=True)
async def none(user: UserIn):
    return save(user)
