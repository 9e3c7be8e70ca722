"""More types: UUID, datetime, time, timedelta, Decimal, bytes, frozenset."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Body, FastAPI

app = FastAPI()


@app.put("/tides/{tide}")
async def tides(
    tide: UUID,
    start: Annotated[datetime, Body()],
    end: Annotated[datetime, Body()],
    after: Annotated[timedelta, Body()],
    at: Annotated[time | None, Body()] = None,
    price: Annotated[Decimal, Body()] = Decimal("1.50"),
    marks: Annotated[frozenset[int], Body()] = frozenset(),
    day: date = date(2026, 1, 2),
):
    process = start + after
    return {
        "tide": tide, "start": start, "end": end, "after": after, "at": at, "price": price, "marks": marks, "day": day,
        "lasts": end - process, "raw": b"bytes",
    }
