from fireweed import APIRouter, Depends
from shop.dependencies import CurrentUser, PaginationDep, SessionDep, get_admin
from shop.models import User
from shop.schemas.page import Page
from shop.schemas.problem import REFUSALS
from shop.schemas.user import UserRead
from shop.services import accounts

router = APIRouter(prefix="/users", tags=["users"], responses=REFUSALS)


@router.get("/me", summary="Who am I?", response_model=UserRead)
async def get_me(user: CurrentUser) -> User:
    return user


@router.get("", summary="All accounts (admin)", dependencies=[Depends(get_admin)])
async def list_users(session: SessionDep, pagination: PaginationDep) -> Page[UserRead]:
    return Page[UserRead].model_validate(await accounts.list_users(session, pagination))
