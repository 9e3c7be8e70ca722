"""Operations of others that this API calls: in answer to a request (callbacks), and by itself (webhooks)."""

from pydantic import BaseModel, HttpUrl

from fireweed import APIRouter, Fireweed
from fireweed.testclient import TestClient

app = Fireweed()


class Order(BaseModel):
    product: str


class Shipment(BaseModel):
    order_id: int
    carrier: str


shipping = APIRouter()


@shipping.post("{$request.query.callback_url}/shipments/{$response.body.id}")
def shipped(body: Shipment) -> None:
    """The order has left the house."""


@app.post("/orders", callbacks=shipping.routes)
async def create_order(order: Order, callback_url: HttpUrl) -> dict[str, int]:
    return {"id": 1}


@app.webhooks.post("price-changed")
def price_changed(body: dict[str, float]) -> None:
    """Sent to everybody who has subscribed, with the new prices."""


def test_document_shows_both() -> None:
    document = TestClient(app).get("/openapi.json").json()

    callbacks = document["paths"]["/orders"]["post"]["callbacks"]
    assert list(callbacks["shipped"]) == ["{$request.query.callback_url}/shipments/{$response.body.id}"]
    assert document["webhooks"]["price-changed"]["post"]["description"].startswith("Sent to everybody")
