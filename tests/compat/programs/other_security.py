"""Basic authentication, bearer tokens, keys in three places."""

import secrets
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import APIKeyCookie, APIKeyHeader, APIKeyQuery, HTTPAuthorizationCredentials, HTTPBasic
from fastapi.security import HTTPBasicCredentials, HTTPBearer

app = FastAPI()
places = [APIKeyHeader(name="x-key", auto_error=False), APIKeyQuery(name="key", auto_error=False)]
cookie = APIKeyCookie(name="key", auto_error=False)


@app.get("/basic")
def basic(credentials: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]):
    if not secrets.compare_digest(credentials.password, "secret"):
        raise HTTPException(401, "Incorrect", {"WWW-Authenticate": "Basic"})
    return credentials.username


@app.get("/bearer")
def bearer(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]):
    return credentials.credentials


@app.get("/key")
def key(
    header: Annotated[str | None, Security(places[0])],
    query: Annotated[str | None, Security(places[1])],
    cookie: Annotated[str | None, Security(cookie)],
):
    return [header, query, cookie]


@app.get("/strict")
def strict(key: Annotated[str, Security(APIKeyHeader(name="x-key"))]):
    return key
