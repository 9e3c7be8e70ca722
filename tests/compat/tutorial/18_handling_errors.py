"""Errors: raised, with headers, own handlers."""

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

app = FastAPI()


class Aground(Exception):
    def __init__(self, place: str):
        self.place = place


@app.exception_handler(Aground)
async def handle_aground(request: Request, error: Aground):
    return JSONResponse(status_code=418, content={"message": f"Aground at {error.place}", "path": request.url.path})


@app.exception_handler(409)
def handle_conflict(request: Request, error: HTTPException):
    return JSONResponse({"conflict": error.detail}, 409)


@app.get("/wrecks/{name}")
async def wreck(name: str):
    if name == "aground":
        raise Aground("the bank")
    if name == "conflict":
        raise HTTPException(409, {"twice": name})
    if name == "empty":
        raise HTTPException(204)
    if name == "broken":
        raise RuntimeError("broken")
    if name != "known":
        raise HTTPException(status_code=404, detail="No such wreck", headers={"X-Error": "unknown"})
    return {"name": name}


@app.get("/default")
async def default():
    raise HTTPException(402)


@app.get("/list")
async def as_list():
    raise HTTPException(400, detail=["a", {"b": None}])
