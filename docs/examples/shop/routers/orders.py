from fireweed import APIRouter, BackgroundTasks, Depends, status
from fireweed.responses import StreamingResponse
from shop.dependencies import AdminUser, CurrentUser, DatabaseDep, PaginationDep, SessionDep, get_admin
from shop.models import Order
from shop.schemas.base import Id
from shop.schemas.order import OrderCreate, OrderRead, OrderStatusUpdate
from shop.schemas.page import Page
from shop.schemas.problem import REFUSALS, Problem
from shop.services import exporting, ordering
from shop.services.notifying import notify_order_placed

router = APIRouter(prefix="/orders", tags=["orders"], responses=REFUSALS)


@router.post(
    "",
    summary="Order something",
    response_model=OrderRead,
    status_code=status.HTTP_201_CREATED,
    responses={
        404: {"model": Problem, "description": "A product does not exist"},
        409: {"model": Problem, "description": "Out of stock; nothing was ordered"},
    },
)
async def place_order(
    new: OrderCreate, user: CurrentUser, session: SessionDep, database: DatabaseDep, background: BackgroundTasks
) -> Order:
    order = await ordering.place_order(session, user, new.lines)
    background.add_task(notify_order_placed, database, order, user)
    return order


@router.get("", summary="My orders; all orders for an admin")
async def list_orders(session: SessionDep, user: CurrentUser, pagination: PaginationDep) -> Page[OrderRead]:
    return Page[OrderRead].model_validate(await ordering.list_orders(session, user, pagination))


@router.get(
    "/export.csv",
    summary="All orders as a CSV file (admin)",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[Depends(get_admin)],
)
async def export_orders(session: SessionDep) -> StreamingResponse:
    return StreamingResponse(
        exporting.export_orders(session),
        media_type="text/csv",
        headers={"content-disposition": 'attachment; filename="orders.csv"'},
    )


@router.get("/{order_id}", summary="One order", response_model=OrderRead, responses={404: {"model": Problem}})
async def get_order(order_id: Id, session: SessionDep, user: CurrentUser) -> Order:
    return await ordering.get_order(session, user, order_id)


@router.patch(
    "/{order_id}",
    summary="Move an order on (admin)",
    response_model=OrderRead,
    responses={404: {"model": Problem}, 409: {"model": Problem, "description": "Not a step from where it is"}},
)
async def change_status(order_id: Id, change: OrderStatusUpdate, session: SessionDep, admin: AdminUser) -> Order:
    order = await ordering.get_order(session, admin, order_id)
    return await ordering.change_status(session, order, change.status)
