"""Tokens (PyJWT), and roles that an operation requires."""

import os
from datetime import datetime, timedelta, timezone
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException, status
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm

MINUTES = int(os.environ.get("TOKEN_MINUTES", "5"))
KEY = "thirty-two bytes at least, as the algorithm wants"
USERS = {"ann": ("secret", "admin"), "bo": ("hidden", "reader")}
app = FastAPI()
scheme = OAuth2PasswordBearer(tokenUrl="/token")


@app.post("/token")
def login(form: Annotated[OAuth2PasswordRequestForm, Depends()]):
    password, role = USERS.get(form.username, (None, None))
    if form.password != password:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Incorrect", {"WWW-Authenticate": "Bearer"})
    expires = datetime.now(timezone.utc) + timedelta(minutes=MINUTES)
    return {
        "access_token": jwt.encode({"sub": form.username, "role": role, "exp": expires}, KEY, "HS256"),
        "token_type": "bearer",
    }


def get_claims(token: Annotated[str, Depends(scheme)]) -> dict:
    try:
        return jwt.decode(token, KEY, ["HS256"])
    except jwt.PyJWTError:
        raise HTTPException(401, "Could not validate", {"WWW-Authenticate": "Bearer"}) from None


def require_role(*roles: str):
    def check(claims: Annotated[dict, Depends(get_claims)]) -> dict:
        if claims["role"] not in roles:
            raise HTTPException(403, "Not allowed")
        return claims

    return check


@app.get("/me")
def me(claims: Annotated[dict, Depends(get_claims)]):
    return claims["sub"]


@app.delete("/all", dependencies=[Depends(require_role("admin"))])
def delete_all():
    return "gone"


@app.get("/reports")
def read_reports(claims: Annotated[dict, Depends(require_role("admin", "reader"))]):
    return f"reports for {claims['role']}"
