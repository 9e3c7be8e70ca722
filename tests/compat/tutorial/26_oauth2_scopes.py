"""Scopes of OAuth2: declared on operations and dependencies, gathered in SecurityScopes."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import OAuth2PasswordBearer, SecurityScopes

app = FastAPI()
bearer = OAuth2PasswordBearer(tokenUrl="token", scopes={"me": "Read about me", "nets": "Read nets"})


async def get_user(scopes: SecurityScopes, token: Annotated[str, Depends(bearer)]):
    value = f'Bearer scope="{scopes.scope_str}"' if scopes.scopes else "Bearer"
    for scope in scopes.scopes:
        if scope not in token.split(","):
            raise HTTPException(status_code=401, detail="Not enough", headers={"WWW-Authenticate": value})
    return {"token": token, "scopes": scopes.scopes}


async def get_active(user: Annotated[dict, Security(get_user, scopes=["me"])]):
    return user


@app.get("/me")
async def me(user: Annotated[dict, Depends(get_active)]):
    return user


@app.get("/nets")
async def nets(user: Annotated[dict, Security(get_active, scopes=["nets"])]):
    return user


@app.get("/status")
async def status(user: Annotated[dict, Depends(get_user)]):
    return user
