"""What `relay` asks."""

from collections.abc import AsyncIterator

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import StreamingResponse

app = FastAPI()


@app.get("/prices/{name}")
async def read_price(name: str) -> dict[str, object]:
    if name != "oar":
        raise HTTPException(404, f"There is no {name}")
    return {"name": name, "price": 3}


@app.post("/echo")
async def echo(request: Request, response: Response, times: int = 1) -> str:
    response.headers["x-name"] = request.headers["x-name"]
    return (await request.body()).decode() * times


@app.get("/lines")
async def read_lines(count: int) -> StreamingResponse:
    async def make_lines() -> AsyncIterator[str]:
        for number in range(count):
            yield f"{number}\n"

    return StreamingResponse(make_lines(), media_type="text/plain")
