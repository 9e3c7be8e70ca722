"""What endpoints ask for by type: the session, the user, the page. The lifespan in main.py provides the rest."""

from collections.abc import AsyncIterator
from typing import Annotated

from sqlalchemy.ext.asyncio import AsyncSession

from fireweed import Depends, Header, HTTPException, Query, Request, status
from shop.config import Settings
from shop.database import Database
from shop.models import Role, User
from shop.schemas.base import MAX_INTEGER
from shop.schemas.page import Pagination
from shop.services.tokens import find_user_id


async def get_settings(request: Request) -> Settings:
    settings: Settings = request.state.settings
    return settings


async def get_database(request: Request) -> Database:
    database: Database = request.state.database
    return database


SettingsDep = Annotated[Settings, Depends(get_settings)]
DatabaseDep = Annotated[Database, Depends(get_database)]


async def open_session(database: DatabaseDep) -> AsyncIterator[AsyncSession]:
    """One session a request; what was not committed is rolled back."""
    async with database.sessions() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(open_session)]


async def read_bearer_token(authorization: Annotated[str | None, Header()] = None) -> str:
    """Take the token out of `Authorization: Bearer <token>` (RFC 6750 §2.1)."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthorized("log in and send the token as a Bearer token")
    return token.strip()


async def get_current_user(
    token: Annotated[str, Depends(read_bearer_token)], settings: SettingsDep, session: SessionDep
) -> User:
    user_id = find_user_id(token, settings)
    user = await session.get(User, user_id) if user_id is not None else None
    if user is None:
        raise unauthorized("the token is not valid, or no longer")
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]


async def get_admin(user: CurrentUser) -> User:
    if user.role is not Role.ADMIN:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "this is for administrators")
    return user


AdminUser = Annotated[User, Depends(get_admin)]


async def read_pagination(
    limit: Annotated[int, Query(ge=1, le=100, description="Items on a page.")] = 20,
    offset: Annotated[int, Query(ge=0, le=MAX_INTEGER, description="Items to skip.")] = 0,
) -> Pagination:
    return Pagination(limit, offset)


PaginationDep = Annotated[Pagination, Depends(read_pagination)]


def unauthorized(detail: str) -> HTTPException:
    """Build the refusal that asks for a token (RFC 9110 §11.6.1)."""
    return HTTPException(status.HTTP_401_UNAUTHORIZED, detail, {"WWW-Authenticate": "Bearer"})
