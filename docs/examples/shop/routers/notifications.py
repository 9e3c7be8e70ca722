from fireweed import APIRouter, Depends
from shop.dependencies import PaginationDep, SessionDep, get_admin
from shop.schemas.notification import NotificationRead
from shop.schemas.page import Page
from shop.schemas.problem import REFUSALS
from shop.services import notifying

router = APIRouter(
    prefix="/notifications", tags=["notifications"], dependencies=[Depends(get_admin)], responses=REFUSALS
)


@router.get("", summary="What the staff was told, newest first (admin)")
async def list_notifications(session: SessionDep, pagination: PaginationDep) -> Page[NotificationRead]:
    return Page[NotificationRead].model_validate(await notifying.list_notifications(session, pagination))
