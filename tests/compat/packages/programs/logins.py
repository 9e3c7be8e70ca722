"""Logging in elsewhere with Authlib's client for Starlette; PROVIDER is where."""

import os

from authlib.integrations.starlette_client import OAuth, OAuthError
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.middleware.sessions import SessionMiddleware

PROVIDER = os.environ["PROVIDER"]

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key="key")
oauth = OAuth()
oauth.register(
    name="identity",
    client_id="library",
    client_secret="secret",
    authorize_url=f"{PROVIDER}/authorize",
    access_token_url=f"{PROVIDER}/token",
    api_base_url=f"{PROVIDER}/",
    client_kwargs={"scope": "profile", "code_challenge_method": "S256"},
)


@app.get("/login")
async def login(request: Request):
    return await oauth.identity.authorize_redirect(request, request.url_for("enter"))


@app.get("/enter")
async def enter(request: Request):
    try:
        token = await oauth.identity.authorize_access_token(request)
    except OAuthError as error:
        return JSONResponse({"error": error.error}, 401)
    request.session["user"] = (await oauth.identity.get("userinfo", token=token)).json()
    return RedirectResponse("/me")


@app.get("/me")
async def read_me(request: Request) -> dict[str, str]:
    return request.session.get("user", {})
