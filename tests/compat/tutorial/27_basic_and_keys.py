"""Basic authentication, API keys, bearer, digest, OpenID Connect."""

import secrets
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import (
    APIKeyCookie, APIKeyHeader, APIKeyQuery, HTTPAuthorizationCredentials, HTTPBasic, HTTPBasicCredentials, HTTPBearer,
    HTTPDigest, OAuth2AuthorizationCodeBearer, OpenIdConnect,
)

app = FastAPI()
basic = HTTPBasic()
realm = HTTPBasic(realm="harbour", auto_error=False)


def check(credentials: Annotated[HTTPBasicCredentials, Depends(basic)]):
    if not secrets.compare_digest(credentials.password.encode(), b"sword\xc3\xb6"):
        raise HTTPException(401, "Incorrect", headers={"WWW-Authenticate": "Basic"})
    return credentials.username


@app.get("/basic")
def read_basic(name: Annotated[str, Depends(check)]):
    return name


@app.get("/realm")
def read_realm(credentials: Annotated[HTTPBasicCredentials | None, Depends(realm)]):
    return credentials


@app.get("/realm-strict")
def read_realm_strict(credentials: Annotated[HTTPBasicCredentials, Depends(HTTPBasic(realm="harbour"))]):
    return credentials


@app.get("/bearer")
def read_bearer(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer(bearerFormat="JWT"))]):
    return credentials


@app.get("/digest")
def read_digest(credentials: Annotated[HTTPAuthorizationCredentials, Security(HTTPDigest())]):
    return credentials


@app.get("/query")
def read_query(key: Annotated[str, Security(APIKeyQuery(name="api_key"))]):
    return key


@app.get("/header")
def read_header(key: Annotated[str, Security(APIKeyHeader(name="X-Key", description="A key"))]):
    return key


@app.get("/cookie")
def read_cookie(key: Annotated[str | None, Security(APIKeyCookie(name="key", auto_error=False))]):
    return key


@app.get("/code")
def read_code(token: Annotated[str, Depends(OAuth2AuthorizationCodeBearer("authorize", "token", "refresh", scopes={"a": "A"}))]):
    return token


@app.get("/openid")
def read_openid(token: Annotated[str, Depends(OpenIdConnect(openIdConnectUrl="/openid"))]):
    return token
