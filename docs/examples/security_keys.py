"""API keys in a header, or else bearer tokens; for requests and for WebSockets."""

import secrets
from typing import Annotated

from fireweed import Depends, Fireweed, HTTPException, WebSocket
from fireweed.connection import HTTPConnection
from fireweed.security import AnyOf, APIKeyHeader, APIKeyQuery, HTTPAuthorizationCredentials, HTTPBearer

app = Fireweed()

KEYS = {"reports": "9f2a4c1e77d84b0c", "backup": "41c07e9b5a6d4f3f"}


def find_client(secret: str) -> str | None:
    """The client whose key it is; all are compared, so that time tells nothing."""
    found = [name for name, key in KEYS.items() if secrets.compare_digest(key.encode(), secret.encode())]
    return found[0] if found else None


class ClientKey(APIKeyHeader):
    """A key that one of the clients has."""

    async def __call__(self, request: HTTPConnection) -> str | None:
        key = await super().__call__(request)
        client = find_client(key) if key else None
        if client is None and self.auto_error:
            raise self.make_not_authenticated_error()
        return client


class ClientToken(HTTPBearer):
    """The same keys, as bearer tokens."""

    def make_not_authenticated_error(self) -> HTTPException:
        return HTTPException(401, "No such token", self.make_authenticate_headers())


client_key = ClientKey(name="X-API-Key", description="Ask the administrator for one.")
client_token = ClientToken(bearerFormat="hexadecimal")


@app.get("/reports")
async def list_reports(client: Annotated[str, Depends(client_key)]) -> dict[str, str]:
    return {"client": client}


@app.get("/backups")
async def list_backups(
    found: Annotated[str | HTTPAuthorizationCredentials, Depends(AnyOf(client_key, client_token))],
) -> dict[str, str]:
    if isinstance(found, str):
        return {"by key": found}
    client = find_client(found.credentials)
    if client is None:
        raise client_token.make_not_authenticated_error()
    return {"by token": client}


@app.get("/catalogue")
async def read_catalogue(
    key: Annotated[str | None, Depends(APIKeyQuery(name="key", auto_error=False))],
) -> dict[str, bool]:
    return {"is_complete": bool(key and find_client(key))}


@app.websocket("/updates")
async def send_updates(websocket: WebSocket, client: Annotated[str, Depends(client_key)]) -> None:
    await websocket.accept()
    await websocket.send_text(f"Hello, {client}")
    await websocket.close()
