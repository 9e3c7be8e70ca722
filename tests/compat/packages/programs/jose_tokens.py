"""Log-in by name and password, tokens by python-jose, roles that operations require."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Security, status
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm, SecurityScopes
from jose import ExpiredSignatureError, JWTError, jwt
from pwdlib import PasswordHash
from pydantic import BaseModel

SECRET_KEY = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"
ALGORITHM = "HS256"
hashes = PasswordHash.recommended()
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token", scopes={"me": "Read oneself", "items": "Read items"})
app = FastAPI(title="Guarded")


class User(BaseModel):
    username: str
    role: str = "reader"


class StoredUser(User):
    hashed_password: str


class Token(BaseModel):
    access_token: str
    token_type: str = "bearer"


USERS = {
    "ada": StoredUser(username="ada", role="admin", hashed_password=hashes.hash("correct horse")),
    "bo": StoredUser(username="bo", hashed_password=hashes.hash("battery staple")),
}


def create_access_token(claims: dict[str, object], lifetime: timedelta) -> str:
    token: str = jwt.encode({**claims, "exp": datetime.now(UTC) + lifetime}, SECRET_KEY, algorithm=ALGORITHM)
    return token


@app.post("/token")
def log_in(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Token:
    user = USERS.get(form.username)
    if user is None or not hashes.verify(form.password, user.hashed_password):
        raise HTTPException(
            status_code=status.HTTP_401_UNAUTHORIZED,
            detail="Incorrect username or password",
            headers={"WWW-Authenticate": "Bearer"},
        )
    claims = {"sub": user.username, "scopes": form.scopes}
    return Token(access_token=create_access_token(claims, timedelta(minutes=30)))


@app.get("/expired")
def make_expired_token() -> str:
    return create_access_token({"sub": "ada", "scopes": []}, timedelta(minutes=-1))


def get_current_user(scopes: SecurityScopes, token: Annotated[str, Depends(oauth2_scheme)]) -> User:
    challenge = f'Bearer scope="{scopes.scope_str}"' if scopes.scopes else "Bearer"

    def refuse(detail: str) -> HTTPException:
        return HTTPException(status.HTTP_401_UNAUTHORIZED, detail, {"WWW-Authenticate": challenge})

    try:
        claims = jwt.decode(token, SECRET_KEY, algorithms=[ALGORITHM])
    except ExpiredSignatureError:
        raise refuse("Expired") from None
    except JWTError:
        raise refuse("Could not validate credentials") from None
    if set(scopes.scopes) - set(claims["scopes"]):
        raise refuse("Not enough permissions")
    return USERS[claims["sub"]]


CurrentUser = Annotated[User, Security(get_current_user, scopes=["me"])]


def require_role(*roles: str):
    def check_role(user: Annotated[User, Depends(get_current_user)]) -> User:
        if user.role not in roles:
            raise HTTPException(status.HTTP_403_FORBIDDEN, "Not enough privileges")
        return user

    return check_role


@app.get("/users/me")
def read_me(user: CurrentUser) -> User:
    return user


@app.delete("/users/{username}", dependencies=[Depends(require_role("admin"))], status_code=204)
def delete_user(username: str) -> None:
    if username not in USERS:
        raise HTTPException(404)


@app.get("/reports")
def read_reports(user: Annotated[User, Depends(require_role("admin", "reader"))]) -> str:
    return f"reports for {user.username}"
