from typing import Annotated

from fireweed import APIRouter, Depends, Query, status
from shop.dependencies import PaginationDep, SessionDep, get_admin
from shop.models import Product
from shop.schemas.base import MAX_INTEGER, Id
from shop.schemas.page import Page
from shop.schemas.problem import REFUSALS, Problem
from shop.schemas.product import ProductCreate, ProductFilter, ProductRead, ProductUpdate
from shop.services import catalogue

router = APIRouter(prefix="/products", tags=["products"])


async def read_filter(
    search: Annotated[str | None, Query(max_length=100, description="A part of the name or description.")] = None,
    min_price_cents: Annotated[int | None, Query(ge=0, le=MAX_INTEGER)] = None,
    max_price_cents: Annotated[int | None, Query(ge=0, le=MAX_INTEGER)] = None,
    in_stock: Annotated[bool | None, Query(description="Only what is in stock, or only what is not.")] = None,
) -> ProductFilter:
    return ProductFilter(search, min_price_cents, max_price_cents, in_stock)


@router.get("", summary="Search the products")
async def list_products(
    session: SessionDep, wanted: Annotated[ProductFilter, Depends(read_filter)], pagination: PaginationDep
) -> Page[ProductRead]:
    return Page[ProductRead].model_validate(await catalogue.list_products(session, wanted, pagination))


@router.get("/{product_id}", summary="One product", response_model=ProductRead, responses={404: {"model": Problem}})
async def get_product(product_id: Id, session: SessionDep) -> Product:
    return await catalogue.get_product(session, product_id)


@router.post(
    "",
    summary="Add a product (admin)",
    response_model=ProductRead,
    status_code=status.HTTP_201_CREATED,
    responses=REFUSALS,
    dependencies=[Depends(get_admin)],
)
async def create_product(new: ProductCreate, session: SessionDep) -> Product:
    return await catalogue.create_product(session, new)


@router.patch(
    "/{product_id}",
    summary="Change a product (admin)",
    response_model=ProductRead,
    responses={**REFUSALS, 404: {"model": Problem}},
    dependencies=[Depends(get_admin)],
)
async def update_product(product_id: Id, changes: ProductUpdate, session: SessionDep) -> Product:
    return await catalogue.update_product(session, product_id, changes)
