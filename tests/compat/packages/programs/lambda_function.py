"""Answers an event of an AWS API gateway (HTTP API, payload 2.0) through Mangum, and prints the result."""

import json

from fastapi import FastAPI
from mangum import Mangum

app = FastAPI()


@app.post("/items/{name}")
async def create_item(name: str, price: float, body: dict[str, int]) -> dict[str, object]:
    return {"name": name, "price": price, "body": body}


EVENT = {
    "version": "2.0",
    "routeKey": "$default",
    "rawPath": "/items/pen",
    "rawQueryString": "price=2.5",
    "headers": {"content-type": "application/json", "host": "example.com"},
    "requestContext": {
        "http": {"method": "POST", "path": "/items/pen", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
        "domainName": "example.com",
        "stage": "$default",
    },
    "body": '{"amount": 3}',
    "isBase64Encoded": False,
}

if __name__ == "__main__":
    print(json.dumps(Mangum(app)(EVENT, None)))
