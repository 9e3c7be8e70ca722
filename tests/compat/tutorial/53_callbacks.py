"""Callbacks in the document."""

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, HttpUrl

app = FastAPI()


class Invoice(BaseModel):
    id: str
    title: str | None = None
    total: float


class InvoiceEvent(BaseModel):
    description: str
    paid: bool


class Received(BaseModel):
    ok: bool


callbacks = APIRouter()


@callbacks.post("{$callback_url}/invoices/{$request.body.id}", response_model=Received)
def notify(body: InvoiceEvent):
    pass


@app.post("/invoices/", callbacks=callbacks.routes)
def create(invoice: Invoice, callback_url: HttpUrl | None = None):
    """Send the invoice, and be told when it was paid."""
    return {"msg": "Invoice received", "to": callback_url}
