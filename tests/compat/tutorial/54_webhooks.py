"""Webhooks in the document."""

from datetime import datetime

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Subscription(BaseModel):
    username: str
    monthly_fee: float
    start_date: datetime


@app.webhooks.post("new-subscription")
def new_subscription(body: Subscription):
    """When a new user subscribes."""


@app.get("/users/")
def users():
    return ["Rick", "Morty"]
