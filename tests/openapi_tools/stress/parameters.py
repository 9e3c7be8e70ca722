"""Parameters of every place, type and constraint, one by one and in groups."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fireweed import APIRouter, Cookie, Depends, Header, Path, Query
from openapi_tools.stress.models import Colour, Consent, Device, Filters, Level

router = APIRouter(prefix="/parameters", tags=["parameters"])


@router.get("/path/{number}/{colour}/{identity}")
async def read_path(
    number: Annotated[int, Path(ge=1, lt=1000, description="A number.", examples=[7])],
    colour: Colour,
    identity: UUID,
) -> dict[str, Any]:
    return {"number": number, "colour": colour, "identity": identity}


@router.get("/rest/{rest:path}")
async def read_rest(rest: str) -> dict[str, str]:
    return {"rest": rest}


@router.get("/query")
async def read_query(
    required: Annotated[str, Query(min_length=2, max_length=10, pattern="^[a-z]+$")],
    ratio: Annotated[float, Query(gt=0, lt=1, title="The ratio")] = 0.5,
    numbers: Annotated[list[int] | None, Query(alias="number", max_length=3)] = None,
    level: Level = Level.LOW,
    mode: Literal["fast", "safe"] = "safe",
    since: date | None = None,
    exact: bool = False,
    old: Annotated[str | None, Query(deprecated=True)] = None,
    hidden: Annotated[str, Query(include_in_schema=False)] = "",
) -> dict[str, Any]:
    return {"required": required, "ratio": ratio, "numbers": numbers, "level": level, "mode": mode, "since": since}


@router.get("/amount")
async def read_amount(amount: Annotated[Decimal, Query(ge=0, le=1000, decimal_places=2)]) -> Decimal:
    return amount


@router.get("/headers")
async def read_headers(
    x_number: Annotated[int, Header(ge=0, le=100)],
    x_words: Annotated[list[str] | None, Header()] = None,
    theme: Annotated[Literal["dark", "light"], Cookie()] = "light",
) -> dict[str, Any]:
    return {"number": x_number, "words": x_words, "theme": theme}


@router.get("/groups")
async def read_groups(
    filters: Annotated[Filters, Query()], device: Annotated[Device, Header()], consent: Annotated[Consent, Cookie()]
) -> Filters:
    return filters


async def read_page(page: Annotated[int, Query(ge=1, le=99)] = 1) -> int:
    return page


@router.get("/dependency")
async def read_dependency(page: Annotated[int, Depends(read_page)]) -> int:
    return page
