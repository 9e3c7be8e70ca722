"""Users: registration, look-up, and the administrator that the configuration names."""

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fireweed.concurrency import run_in_threadpool
from shop.config import Settings
from shop.errors import EmailTakenError
from shop.models import Role, User
from shop.schemas.page import Pagination
from shop.schemas.user import Registration
from shop.services.paging import RowPage, fetch_page
from shop.services.passwords import hash_password


async def register(session: AsyncSession, registration: Registration, role: Role = Role.CUSTOMER) -> User:
    hashed_password = await run_in_threadpool(hash_password, registration.password.get_secret_value())
    user = User(email=registration.email, name=registration.name, hashed_password=hashed_password, role=role)
    session.add(user)
    try:
        await session.commit()
    except IntegrityError as error:
        raise EmailTakenError(f"{registration.email} is registered already") from error
    return user


async def find_by_email(session: AsyncSession, email: str) -> User | None:
    return await session.scalar(select(User).where(User.email == email))


async def list_users(session: AsyncSession, pagination: Pagination) -> RowPage[User]:
    return await fetch_page(session, select(User).order_by(User.id), pagination)


async def ensure_admin(session: AsyncSession, settings: Settings) -> None:
    """Create the administrator unless the account is there, perhaps through another worker at this very moment."""
    registration = Registration(email=settings.admin_email, name="Administrator", password=settings.admin_password)
    if await find_by_email(session, registration.email) is None:
        with suppress(EmailTakenError):
            await register(session, registration, Role.ADMIN)
