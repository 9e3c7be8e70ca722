"""The application: `fw run shop.main:app --app-dir docs/examples`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict

from fireweed import Fireweed, Request
from fireweed.responses import JSONResponse
from shop.config import Settings
from shop.database import Database
from shop.errors import ShopError
from shop.middleware.timing import TimingMiddleware
from shop.routers import auth, health, notifications, orders, products, users
from shop.services.accounts import ensure_admin


class State(TypedDict):
    """What the process holds from start-up to shutdown; every request finds it in `request.state`."""

    settings: Settings
    database: Database


@asynccontextmanager
async def lifespan(_app: Fireweed) -> AsyncIterator[State]:
    settings = Settings()  # type: ignore[call-arg]  # the environment fills in what has no default
    database = Database(settings.database_url)
    try:
        await database.create_tables()
        async with database.sessions() as session:
            await ensure_admin(session, settings)
        yield {"settings": settings, "database": database}
    finally:
        await database.close()


app = Fireweed(
    title="Shop",
    version="1.0.0",
    summary="A small shop: accounts, products, orders.",
    description="Register, log in, and send the token as `Authorization: Bearer <token>`.",
    openapi_tags=[
        {"name": "auth", "description": "Accounts and access tokens."},
        {"name": "users", "description": "Who has an account."},
        {"name": "products", "description": "What there is to buy."},
        {"name": "orders", "description": "Who bought what."},
        {"name": "notifications", "description": "What the staff was told."},
        {"name": "health", "description": "For load balancers and orchestrators."},
    ],
    lifespan=lifespan,
)
app.add_middleware(TimingMiddleware)
for router in (auth.router, users.router, products.router, orders.router, notifications.router, health.router):
    app.include_router(router)


@app.exception_handler(ShopError)
async def answer_shop_error(_request: Request, error: ShopError) -> JSONResponse:
    return JSONResponse({"detail": str(error), "code": error.code}, error.status_code)
