"""Different models of a user: what comes in, what goes out."""

from datetime import date

from fastapi import FastAPI
from pydantic import BaseModel, EmailStr

app = FastAPI()


class UserBase(BaseModel):
    name: str
    email: EmailStr
    born: date | None = None


class UserIn(UserBase):
    password: str


class UserOut(UserBase):
    level: int = 1


@app.post("/users", response_model=UserOut, status_code=201)
async def create(user: UserIn):
    return user


@app.post("/unset", response_model=UserOut, response_model_exclude_unset=True)
async def unset(user: UserIn):
    return user.model_dump(exclude_unset=True)


@app.post("/none", response_model=UserOut, response_model_exclude_none=True)
async def none(user: UserIn):
    return user
