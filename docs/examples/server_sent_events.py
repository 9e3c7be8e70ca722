"""Server-Sent Events: an endpoint whose items a browser gets one by one, and takes up again where it was cut off."""

from collections.abc import AsyncIterable
from typing import Annotated

from pydantic import BaseModel

from fireweed import Fireweed, Header
from fireweed.responses import EventSourceResponse
from fireweed.sse import ServerSentEvent

app = Fireweed()


class Move(BaseModel):
    player: str
    field: str


MOVES = [Move(player="white", field="e4"), Move(player="black", field="e5"), Move(player="white", field="Nf3")]


@app.get("/moves", response_class=EventSourceResponse)
async def stream_moves() -> AsyncIterable[Move]:
    for move in MOVES:
        yield move


@app.get("/game", response_class=EventSourceResponse)
async def stream_game(last_event_id: Annotated[int, Header()] = -1) -> AsyncIterable[ServerSentEvent]:
    for number, move in enumerate(MOVES):
        if number > last_event_id:
            yield ServerSentEvent(data=move, event="move", id=str(number))
    yield ServerSentEvent(raw_data="1-0", event="result", retry=5000)
