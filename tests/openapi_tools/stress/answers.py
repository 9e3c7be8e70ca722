"""Answers of every kind: statuses, media types, files, redirections, streams."""

from collections.abc import AsyncIterable
from pathlib import Path
from typing import Any

from fireweed import APIRouter, HTTPException, Response
from fireweed.responses import (
    EventSourceResponse,
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    StreamingResponse,
)
from openapi_tools.stress.models import Circle, Missing, Parcel, Reading, Square

router = APIRouter(prefix="/answers", tags=["answers"])

READINGS = [Reading(station="north", celsius=-3.5), Reading(station="south", celsius=11)]


class ProblemResponse(JSONResponse):
    media_type = "application/problem+json"


class CSVResponse(StreamingResponse):
    media_type = "text/csv"


@router.get("/nothing", status_code=204)
async def read_nothing() -> None: ...


@router.get(
    "/parcels/{number}",
    response_description="The parcel.",
    responses={
        200: {
            "headers": {"X-Weight": {"description": "In grams.", "schema": {"type": "string"}}},
            "links": {"same": {"operationId": "read_parcel", "parameters": {"number": "$request.path.number"}}},
            "content": {"application/json": {"example": {"grams": 5, "fragile": False, "price": 10}}},
        },
        404: {"model": Missing, "description": "There is no such parcel."},
        "5XX": {"description": "Ask again later."},
    },
    operation_id="read_parcel",
)
async def read_parcel(number: int, response: Response) -> Parcel:
    if not 0 < number < 1000:
        raise HTTPException(404, "There is no such parcel.")
    response.headers["X-Weight"] = str(number)
    return Parcel(weight=number)


@router.get("/either", response_model=Circle | Square)
async def read_either(square: bool = False) -> Any:
    return {"kind": "square", "side": 2} if square else {"kind": "circle", "radius": 2}


@router.get("/some", response_model=Parcel, response_model_exclude={"fragile"}, response_model_by_alias=False)
async def read_some() -> Parcel:
    return Parcel(weight=3)


@router.get("/anything", deprecated=True)
async def read_anything():  # type: ignore[no-untyped-def]  # nothing is declared
    return {"anything": 1}


@router.get("/text", response_class=PlainTextResponse)
async def read_text() -> str:
    return "text"


@router.get("/page", response_class=HTMLResponse)
async def read_page() -> HTMLResponse:
    return HTMLResponse("<p>A page.</p>")


@router.get("/problem", response_class=ProblemResponse)
async def read_problem() -> dict[str, str]:
    return {"title": "None"}


@router.get("/file", response_class=FileResponse, responses={200: {"content": {"text/x-python": {}}}})
async def read_file() -> FileResponse:
    return FileResponse(Path(__file__), media_type="text/x-python")


@router.get("/elsewhere", response_class=RedirectResponse, status_code=307)
async def read_elsewhere() -> str:
    return "text"


@router.get("/lines")
async def stream_lines() -> AsyncIterable[Reading]:
    for reading in READINGS:
        yield reading


@router.get("/events", response_class=EventSourceResponse)
async def stream_events() -> AsyncIterable[Reading]:
    for reading in READINGS:
        yield reading


@router.get("/table", response_class=CSVResponse)
async def stream_table() -> AsyncIterable[str]:
    for reading in READINGS:
        yield f"{reading.station},{reading.celsius}\n"


@router.api_route("/methods", methods=["PUT", "DELETE", "OPTIONS"], include_in_schema=True)
async def take_methods() -> bool:
    return True
