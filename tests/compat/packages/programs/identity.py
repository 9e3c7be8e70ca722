"""Who somebody is, told by OAuth 2.0 with PKCE (RFC 6749, RFC 7636) to programs that log people in."""

import base64
import hashlib
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Form, HTTPException
from fastapi.responses import RedirectResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()
challenges: dict[str, str] = {}


@app.get("/authorize")
async def authorize(redirect_uri: str, state: str, code_challenge: str, client_id: str) -> RedirectResponse:
    code = f"code-{len(challenges)}"
    challenges[code] = code_challenge
    return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}", 302)


@app.post("/token")
async def exchange(code: Annotated[str, Form()], code_verifier: Annotated[str, Form()]) -> dict[str, object]:
    digest = hashlib.sha256(code_verifier.encode()).digest()
    if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != challenges.pop(code, None):
        raise HTTPException(400, "invalid_grant")
    return {"access_token": f"token-of-{code}", "token_type": "Bearer", "expires_in": 3600}


@app.get("/userinfo")
async def read_user(token: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> dict[str, str]:
    return {"sub": "ada", "token": token.credentials}
