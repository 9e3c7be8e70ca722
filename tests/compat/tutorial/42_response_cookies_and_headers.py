"""Cookies, headers and status set on a response parameter."""

from typing import Annotated

from fastapi import Depends, FastAPI, Response
from fastapi.responses import JSONResponse

app = FastAPI()


def stamp(response: Response):
    response.headers["X-Stamp"] = "dependency"
    response.set_cookie("seen", "yes", max_age=60, httponly=True, samesite="strict")


@app.post("/cookie/")
def cookie(response: Response):
    response.set_cookie(key="fakesession", value="fake value")
    response.delete_cookie("old", path="/a", domain="example.com")
    return {"message": "Come to the dark side"}


@app.get("/direct")
def direct():
    response = JSONResponse(content={"a": 1}, headers={"X-Cat-Dog": "alone", "Content-Language": "en-US"})
    response.set_cookie("a", "b", secure=True, samesite="none", partitioned=False)
    return response


@app.get("/stamped")
def stamped(response: Response, _: Annotated[None, Depends(stamp)]):
    response.headers["X-Own"] = "endpoint"
    response.headers.append("X-Own", "twice")
    response.status_code = 202
    return {}


@app.get("/empty", dependencies=[Depends(stamp)])
def empty(response: Response):
    response.status_code = 204
