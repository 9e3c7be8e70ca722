"""Signing in with a name and a password, for a token that says what its holder may do."""

import hashlib
import hmac
import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Annotated, Any

from fireweed import Depends, Fireweed, HTTPException, Security
from fireweed.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm, SecurityScopes

# A service takes it from its configuration, so that tokens outlive a restart.
SECRET_KEY = secrets.token_bytes(32)
LIFETIME = 15 * 60


# Passwords


def hash_password(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


@dataclass(frozen=True)
class Member:
    salt: bytes
    password_hash: bytes
    scopes: frozenset[str]


def register(password: str, *scopes: str) -> Member:
    salt = secrets.token_bytes(16)
    return Member(salt, hash_password(password, salt), frozenset(scopes))


members = {
    "ada": register("correct horse", "loans:read", "loans:write"),
    "bob": register("battery staple", "loans:read"),
}
nobody = register(secrets.token_hex())


def find_member(name: str, password: str) -> Member | None:
    """The member of that name, if the password is right; it takes as long for names that do not exist."""
    member = members.get(name, nobody)
    is_right = hmac.compare_digest(hash_password(password, member.salt), member.password_hash)
    return member if is_right else None


# Tokens: JSON Web Tokens (RFC 7519) of one fixed algorithm


HEADER = {"alg": "HS256", "typ": "JWT"}


def encode(part: bytes) -> str:
    return urlsafe_b64encode(part).decode().rstrip("=")


def decode(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def sign(text: str) -> str:
    return encode(hmac.digest(SECRET_KEY, text.encode(), "sha256"))


def encode_token(claims: dict[str, Any]) -> str:
    content = ".".join(encode(json.dumps(part).encode()) for part in (HEADER, claims))
    return f"{content}.{sign(content)}"


def decode_token(token: str) -> dict[str, Any] | None:
    """What a token says, if it was signed here and has not expired."""
    content, _, signature = token.rpartition(".")
    if not hmac.compare_digest(sign(content).encode(), signature.encode()):
        return None
    claims: dict[str, Any] = json.loads(decode(content.partition(".")[2]))
    return claims if claims["exp"] > time.time() else None


# The API

app = Fireweed(title="Library")
get_token = OAuth2PasswordBearer(
    "token", scopes={"loans:read": "See who has which book.", "loans:write": "Lend books."}
)


@app.post("/token")
def log_in(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> dict[str, str]:
    member = find_member(form.username, form.password)
    if member is None:
        raise HTTPException(400, "The name or the password is wrong.")
    granted = sorted(member.scopes.intersection(form.scopes))
    claims = {"sub": form.username, "scopes": granted, "exp": time.time() + LIFETIME}
    return {"access_token": encode_token(claims), "token_type": "bearer"}


async def get_user(required: SecurityScopes, token: Annotated[str, Depends(get_token)]) -> str:
    claims = decode_token(token)
    if claims is None:
        raise HTTPException(401, "The token is not valid.", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
    if not set(required.scopes) <= set(claims["scopes"]):
        challenge = f'Bearer error="insufficient_scope", scope="{required.scope_str}"'
        raise HTTPException(403, f"The token does not allow {required.scope_str}.", {"WWW-Authenticate": challenge})
    name: str = claims["sub"]
    return name


@app.get("/me")
async def read_me(user: Annotated[str, Depends(get_user)]) -> dict[str, str]:
    return {"name": user}


@app.post("/loans/{book_id}")
async def lend(book_id: int, user: Annotated[str, Security(get_user, scopes=["loans:write"])]) -> dict[str, str | int]:
    return {"book_id": book_id, "by": user}
