"""Bytes in models as base64, both ways."""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class In(BaseModel):
    model_config = {"val_json_bytes": "base64"}

    data: bytes


class Out(BaseModel):
    model_config = {"ser_json_bytes": "base64"}

    data: bytes


@app.post("/in")
def take(value: In):
    return value.data.decode()


@app.get("/out")
def give() -> Out:
    return Out(data=b"hello")
