"""Registration: a store behind a dependency, hashed passwords, a token, and mail after the answer."""

import hashlib
import secrets
import threading
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()
delivered: list[str] = []
mail_server_is_up = threading.Event()


class Store:
    users: dict[str, str] = {}
    tokens: dict[str, str] = {}


class Registration(BaseModel):
    email: str
    password: str


def hash_password(password: str, salt: str) -> str:
    return salt + hashlib.scrypt(password.encode(), salt=salt.encode(), n=2, r=8, p=1).hex()


def send_mail(address: str, subject: str = ""):
    mail_server_is_up.wait(20)
    delivered.append(f"{address}: {subject}")


@app.post("/register", status_code=201)
async def register(new: Registration, store: Annotated[Store, Depends()], tasks: BackgroundTasks):
    if new.email in store.users:
        raise HTTPException(409, "Known already")
    store.users[new.email] = hash_password(new.password, secrets.token_hex(8))
    token = secrets.token_urlsafe()
    store.tokens[token] = new.email
    tasks.add_task(send_mail, new.email, subject="Welcome")
    return {"access_token": token, "token_type": "bearer"}


@app.post("/login")
async def login(known: Registration, store: Annotated[Store, Depends()]):
    hashed = store.users.get(known.email, "")
    if not secrets.compare_digest(hashed, hash_password(known.password, hashed[:16])):
        raise HTTPException(401, "Wrong password")
    return {"hashed": known.password not in hashed}


@app.get("/who/{token}")
async def who(token: str, store: Annotated[Store, Depends()]):
    return store.tokens.get(token)


@app.post("/mail-server")
async def start_mail_server():
    mail_server_is_up.set()


@app.get("/delivered")
async def read_delivered():
    return delivered
