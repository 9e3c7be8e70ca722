"""An application that uses every feature of the document, for tools to read and to ask."""

from enum import Enum
from typing import Any

from fireweed import APIRouter, Fireweed
from openapi_tools.stress import answers, bodies, outgoing, parameters, protected


class Tag(Enum):
    PARAMETERS = "parameters"
    BODIES = "bodies"


app = Fireweed(
    title="Stress",
    summary="All that a document can say.",
    description="With **Markdown**, and </script> in it.",
    version="1.2.3",
    terms_of_service="https://example.org/terms",
    contact={"name": "Ada", "url": "https://example.org", "email": "ada@example.org"},
    license_info={"name": "MIT", "identifier": "MIT"},
    openapi_tags=[
        {"name": "parameters", "description": "Where values come from."},
        {"name": "bodies", "externalDocs": {"url": "https://example.org/bodies", "description": "More."}},
    ],
    openapi_external_docs={"url": "https://example.org/docs", "description": "Everything else."},
    servers=[{"url": "/", "description": "This one."}],
    webhooks=outgoing.webhooks,
)

outer = APIRouter(prefix="/outer", tags=[Tag.PARAMETERS], deprecated=True)
for router in (parameters.router, bodies.router, answers.router, protected.router, outgoing.router):
    app.include_router(router)


@outer.get("/inner", tags=[Tag.BODIES], name="inner name")
async def read_inner() -> dict[str, int]:
    """Read what is inside.

    A second paragraph, with `code`.
    \f
    Not for the document.
    """
    return {"inner": 1}


app.include_router(outer, prefix="/prefix")

REQUEST_BODY = {"required": True, "content": {"application/x-yaml": {"schema": {"type": "string"}}}}


@app.post("/extra", openapi_extra={"requestBody": REQUEST_BODY, "x-audience": "internal"})
async def send_extra() -> dict[str, Any]:
    return {}


@app.get("/hidden", include_in_schema=False)
async def read_hidden() -> None: ...


mounted = Fireweed(title="Mounted", root_path_in_servers=True)


@mounted.get("/items/{item_id}", responses={404: {}})
async def read_item(item_id: int) -> dict[str, int]:
    return {"item_id": item_id}


app.mount("/mounted", mounted)
