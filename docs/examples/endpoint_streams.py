"""Endpoints that yield: JSON Lines, and a body of bytes that is made while it is sent."""

import csv
import io
from collections.abc import AsyncIterable, Iterable

from pydantic import BaseModel

from fireweed import Fireweed
from fireweed.responses import StreamingResponse

app = Fireweed()


class Reading(BaseModel):
    station: str
    celsius: float


class StoredReading(Reading):
    sensor_key: str


READINGS = [
    StoredReading(station="north", celsius=-3.5, sensor_key="k1"),
    StoredReading(station="south", celsius=11.0, sensor_key="k2"),
]


@app.get("/readings")
async def stream_readings() -> AsyncIterable[Reading]:
    for reading in READINGS:
        yield reading


@app.get("/stations")
def stream_stations() -> Iterable[str]:
    """A plain generator may block: each of its steps runs on a worker thread."""
    for reading in READINGS:
        yield reading.station


class CSVResponse(StreamingResponse):
    media_type = "text/csv"


@app.get("/readings.csv", response_class=CSVResponse)
async def stream_csv() -> AsyncIterable[str]:
    for reading in READINGS:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([reading.station, reading.celsius])
        yield line.getvalue()
