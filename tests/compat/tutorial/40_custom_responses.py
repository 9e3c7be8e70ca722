"""Own classes of responses, and other defaults."""

import json
from typing import Any

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel


class Pretty(Response):
    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, indent=2, sort_keys=True).encode()


class Note(BaseModel):
    b: int = 1
    a: str = "x"


app = FastAPI(default_response_class=HTMLResponse)


@app.get("/default")
async def default():
    return "<p>default</p>"


@app.get("/pretty", response_class=Pretty)
async def pretty():
    return {"b": 1, "a": 2}


@app.get("/pretty-model", response_class=Pretty)
async def pretty_model() -> Note:
    return Note()
