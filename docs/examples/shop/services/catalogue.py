"""Products: search, creation, change."""

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.errors import NotFoundError
from shop.models import Product
from shop.schemas.page import Pagination
from shop.schemas.product import ProductCreate, ProductFilter, ProductUpdate
from shop.services.paging import RowPage, fetch_page


async def list_products(session: AsyncSession, wanted: ProductFilter, pagination: Pagination) -> RowPage[Product]:
    return await fetch_page(session, _select_products(wanted).order_by(Product.id), pagination)


def _select_products(wanted: ProductFilter) -> Select[Product]:
    query = select(Product)
    if wanted.search is not None:
        query = query.where(
            or_(
                Product.name.icontains(wanted.search, autoescape=True),
                Product.description.icontains(wanted.search, autoescape=True),
            )
        )
    if wanted.min_price_cents is not None:
        query = query.where(Product.price_cents >= wanted.min_price_cents)
    if wanted.max_price_cents is not None:
        query = query.where(Product.price_cents <= wanted.max_price_cents)
    if wanted.in_stock is not None:
        query = query.where(Product.stock > 0 if wanted.in_stock else Product.stock == 0)
    return query


async def get_product(session: AsyncSession, product_id: int) -> Product:
    product = await session.get(Product, product_id)
    if product is None:
        raise NotFoundError(f"there is no product {product_id}")
    return product


async def create_product(session: AsyncSession, new: ProductCreate) -> Product:
    product = Product(**new.model_dump())
    session.add(product)
    await session.commit()
    return product


async def update_product(session: AsyncSession, product_id: int, changes: ProductUpdate) -> Product:
    product = await get_product(session, product_id)
    for name, value in changes.model_dump(exclude_none=True).items():
        setattr(product, name, value)
    await session.commit()
    return product
