"""OAuth2 with a password and bearer tokens, users in a dictionary."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, status
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm, OAuth2PasswordRequestFormStrict
from pydantic import BaseModel

app = FastAPI()
bearer = OAuth2PasswordBearer(tokenUrl="token")
lenient = OAuth2PasswordBearer(tokenUrl="token", auto_error=False, scheme_name="Lenient", description="Or nobody")
USERS = {"ann": {"username": "ann", "hashed": "xterces", "disabled": False}, "bo": {"username": "bo", "hashed": "x", "disabled": True}}


class User(BaseModel):
    username: str
    disabled: bool | None = None


async def get_user(token: Annotated[str, Depends(bearer)]):
    if token not in USERS:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Not valid", headers={"WWW-Authenticate": "Bearer"})
    return User(**USERS[token])


async def get_active(user: Annotated[User, Depends(get_user)]):
    if user.disabled:
        raise HTTPException(status_code=400, detail="Inactive user")
    return user


@app.post("/token")
async def token(form: Annotated[OAuth2PasswordRequestForm, Depends()]):
    found = USERS.get(form.username)
    if not found or form.password[::-1] != found["hashed"]:
        raise HTTPException(status_code=400, detail="Incorrect username or password")
    return {"access_token": form.username, "token_type": "bearer", "scopes": form.scopes, "client": form.client_id}


@app.post("/strict")
async def strict(form: Annotated[OAuth2PasswordRequestFormStrict, Depends()]):
    return form.grant_type


@app.get("/me")
async def me(user: Annotated[User, Depends(get_active)]):
    return user


@app.get("/perhaps")
async def perhaps(token: Annotated[str | None, Depends(lenient)]):
    return {"token": token}
