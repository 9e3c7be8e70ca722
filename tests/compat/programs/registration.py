"""Registration: a store behind a dependency, and mail after the answer."""

import hashlib
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()
sent: list[str] = []


class Store:
    def __init__(self):
        self.users: dict[str, str] = {}


store = Store()


def get_store() -> Store:
    return store


class Registration(BaseModel):
    email: str
    password: str


async def send_mail(address: str):
    sent.append(address)


@app.post("/register", status_code=201)
async def register(new: Registration, store: Annotated[Store, Depends(get_store)], tasks: BackgroundTasks):
    if new.email in store.users:
        raise HTTPException(409, "Known already")
    store.users[new.email] = hashlib.sha256(new.password.encode()).hexdigest()
    tasks.add_task(send_mail, new.email)
    return {"token": store.users[new.email][:8], "sent": list(sent)}


@app.get("/sent")
async def read_sent():
    return sent
