"""Work after the answer: declared in endpoints and dependencies."""

from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

app = FastAPI()
log: list[str] = []


def write(text: str, times: int = 1):
    log.extend([text] * times)


async def write_later(text: str):
    log.append(f"later {text}")


def get_query(tasks: BackgroundTasks, q: str | None = None):
    if q:
        tasks.add_task(write, f"query {q}")
    return q


@app.post("/mail/{address}", status_code=202)
async def mail(address: str, tasks: BackgroundTasks, q: Annotated[str | None, Depends(get_query)]):
    tasks.add_task(write, address, times=2)
    tasks.add_task(write_later, address)
    return {"sent": address, "q": q}


@app.post("/own")
async def own():
    return JSONResponse({"own": True}, background=BackgroundTask(write, "own"))


@app.get("/log")
async def read_log():
    told, log[:] = list(log), []
    return told
