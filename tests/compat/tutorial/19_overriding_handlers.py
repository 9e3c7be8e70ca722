"""Default handlers replaced."""

from fastapi import FastAPI, HTTPException, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException

app = FastAPI()


class Oar(BaseModel):
    title: str
    size: int


@app.exception_handler(StarletteHTTPException)
async def handle_http(request, error):
    if error.status_code == 405:
        return await http_exception_handler(request, error)
    return PlainTextResponse(str(error.detail), status_code=error.status_code)


@app.exception_handler(RequestValidationError)
async def handle_validation(request: Request, error: RequestValidationError):
    if request.url.path == "/oars":
        return JSONResponse(status_code=422, content=jsonable_encoder({"detail": error.errors(), "body": error.body}))
    lines = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
    return PlainTextResponse("\n".join(lines), status_code=400)


@app.get("/oars/{number}")
async def read(number: int):
    if number == 3:
        raise HTTPException(status_code=418, detail="Not that one")
    return {"number": number}


@app.post("/oars")
async def create(oar: Oar):
    return oar
