"""The document changed before it is shown."""

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

app = FastAPI()


@app.get("/items/")
async def items():
    return [{"name": "Foo"}]


def custom():
    if app.openapi_schema:
        return app.openapi_schema
    schema = get_openapi(
        title="Custom", version="2.5.0", summary="Short", description="A custom document", routes=app.routes,
    )
    schema["info"]["x-logo"] = {"url": "https://example.com/logo.png"}
    app.openapi_schema = schema
    return app.openapi_schema


app.openapi = custom
