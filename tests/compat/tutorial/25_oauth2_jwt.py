"""JSON Web Tokens as bearer tokens."""

from datetime import datetime, timedelta, timezone
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from jwt.exceptions import InvalidTokenError
from pydantic import BaseModel

app = FastAPI()
KEY = "a key that is long enough for the algorithm"
bearer = OAuth2PasswordBearer(tokenUrl="token")
FAR = datetime(2100, 1, 1, tzinfo=timezone.utc)


class Token(BaseModel):
    access_token: str
    token_type: str


def make_token(name: str, expires: datetime) -> str:
    return jwt.encode({"sub": name, "exp": expires}, KEY, algorithm="HS256")


def get_name(token: Annotated[str, Depends(bearer)]):
    try:
        return jwt.decode(token, KEY, algorithms=["HS256"])["sub"]
    except InvalidTokenError as error:
        challenge = {"WWW-Authenticate": "Bearer"}
        raise HTTPException(401, f"Not valid: {type(error).__name__}", headers=challenge) from error


@app.post("/token", response_model=Token)
def token(form: Annotated[OAuth2PasswordRequestForm, Depends()]):
    expires = FAR - timedelta(days=40000) if form.username == "late" else FAR
    return {"access_token": make_token(form.username, expires), "token_type": "bearer"}


@app.get("/me")
def me(name: Annotated[str, Depends(get_name)]):
    return {"name": name}
