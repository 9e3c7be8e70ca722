"""Metadata of the application and its tags; where the documents are."""

from fastapi import FastAPI

app = FastAPI(
    title="Harbour master",
    description="Keeps the **harbour**.",
    summary="Who lies where.",
    version="2.1.0",
    terms_of_service="https://harbour.example/terms",
    contact={"name": "Ann", "url": "https://harbour.example/contact", "email": "ann@harbour.example"},
    license_info={"name": "MIT", "identifier": "MIT"},
    openapi_tags=[
        {"name": "berths", "description": "Where ships lie", "externalDocs": {"description": "More", "url": "https://harbour.example"}},
    ],
    servers=[{"url": "https://one.example", "description": "First"}, {"url": "/two"}],
    openapi_url="/api/v1/openapi.json",
    docs_url="/documentation",
    redoc_url=None,
    openapi_external_docs={"url": "https://harbour.example/all"},
    responses={500: {"description": "Everything fails"}},
)


@app.get("/berths", tags=["berths"])
async def berths():
    return []
