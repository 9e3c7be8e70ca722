"""A name and a password with every request."""

import secrets
from typing import Annotated

from fireweed import Depends, Fireweed, HTTPException
from fireweed.security import HTTPBasic, HTTPBasicCredentials

app = Fireweed()
basic = HTTPBasic(realm="Library")

# Long and random, as programs have them. What people choose is hashed: see security_tokens.py.
PASSWORDS = {"scanner": "7b0ff6ac4e1b4c7b9dd4f2d1", "printer": "b8f2cf0a5bd14dd2b0d6a8a3"}


def get_device(credentials: Annotated[HTTPBasicCredentials, Depends(basic)]) -> str:
    expected = PASSWORDS.get(credentials.username, "")
    is_right = secrets.compare_digest(credentials.password.encode(), expected.encode())
    if not (is_right and expected):
        raise HTTPException(401, "Unknown device", basic.make_authenticate_headers())
    return credentials.username


@app.get("/device")
async def read_device(device: Annotated[str, Depends(get_device)]) -> dict[str, str]:
    return {"device": device}
