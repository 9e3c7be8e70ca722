"""Basic authentication, bearer tokens, keys in three places."""

import secrets
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import APIKeyCookie, APIKeyHeader, APIKeyQuery, HTTPAuthorizationCredentials, HTTPBasic
from fastapi.security import HTTPBasicCredentials, HTTPBearer

app = FastAPI()
optional_header = APIKeyHeader(name="x-key", auto_error=False)
optional_query = APIKeyQuery(name="key", auto_error=False)
optional_cookie = APIKeyCookie(name="key", auto_error=False)
header, query, cookie = APIKeyHeader(name="x-key"), APIKeyQuery(name="key"), APIKeyCookie(name="key")
Credentials = Annotated[HTTPBasicCredentials, Depends(HTTPBasic(realm="boats"))]


def get_user(credentials: Credentials) -> str:
    name = secrets.compare_digest(credentials.username.encode(), b"ann")
    password = secrets.compare_digest(credentials.password.encode(), b"secret")
    if not (name and password):
        raise HTTPException(401, "Incorrect", {"WWW-Authenticate": 'Basic realm="boats"'})
    return credentials.username


@app.get("/basic")
def basic(user: Annotated[str, Depends(get_user)]):
    return user


@app.get("/bearer")
def bearer(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]):
    return [credentials.scheme, credentials.credentials]


@app.get("/key")
def key(
    header: Annotated[str | None, Security(optional_header)],
    query: Annotated[str | None, Security(optional_query)],
    cookie: Annotated[str | None, Security(optional_cookie)],
):
    if "right" not in (header, query, cookie):
        raise HTTPException(403, "Wrong key")
    return [header, query, cookie]


@app.get("/header")
def by_header(key: Annotated[str, Security(header)]):
    return key


@app.get("/query")
def by_query(key: Annotated[str, Security(query)]):
    return key


@app.get("/cookie")
def by_cookie(key: Annotated[str, Security(cookie)]):
    return key
