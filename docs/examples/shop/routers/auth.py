from dataclasses import dataclass
from typing import Annotated

from fireweed import APIRouter, Depends, status
from shop.dependencies import SessionDep, SettingsDep, unauthorized
from shop.models import User
from shop.schemas.problem import Problem
from shop.schemas.user import Credentials, Registration, Token, UserRead
from shop.services import accounts
from shop.services.passwords import verify_password
from shop.services.tokens import create_token

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post(
    "/register",
    summary="Open an account",
    response_model=UserRead,
    status_code=status.HTTP_201_CREATED,
    responses={409: {"model": Problem, "description": "The address is registered already"}},
)
async def register(registration: Registration, session: SessionDep) -> User:
    return await accounts.register(session, registration)


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """Somebody claims to be `user`; None if there is nobody of that address."""

    user: User | None
    password: str


async def read_login_attempt(credentials: Credentials, session: SessionDep) -> LoginAttempt:
    user = await accounts.find_by_email(session, credentials.email)
    return LoginAttempt(user, credentials.password.get_secret_value())


@router.post("/login", summary="Get an access token", responses={401: {"description": "Wrong address or password"}})
def log_in(attempt: Annotated[LoginAttempt, Depends(read_login_attempt)], settings: SettingsDep) -> Token:
    # A plain `def` runs on a worker thread: hashing takes the processor for long and must not stop the event loop.
    user = attempt.user
    if not verify_password(attempt.password, user.hashed_password if user else None) or user is None:
        raise unauthorized("wrong e-mail address or password")
    return Token(access_token=create_token(user.id, settings), expires_in=settings.token_lifetime_minutes * 60)
