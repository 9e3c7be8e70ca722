from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from fireweed import APIRouter, HTTPException, status
from shop.dependencies import DatabaseDep

router = APIRouter(tags=["health"])

Ok = dict[Literal["status"], Literal["ok"]]


@router.get("/health", summary="Is the process alive?")
async def health() -> Ok:
    return {"status": "ok"}


@router.get("/ready", summary="Can it do its work?", responses={503: {"description": "The database is away"}})
async def ready(database: DatabaseDep) -> Ok:
    try:
        await database.ping()
    except (SQLAlchemyError, OSError) as error:
        raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, "the database does not answer") from error
    return {"status": "ok"}
