"""The document: `get_openapi` describes routes as OpenAPI 3.1 does (https://spec.openapis.org/oas/v3.1.0)."""

from collections.abc import Iterable

from fireweed.encoders import jsonable_encoder
from fireweed.openapi.merging import Json
from fireweed.openapi.models import OpenAPI
from fireweed.openapi.path_items import AnyRoute, PathItems
from fireweed.openapi.schemas import Schemas


def get_openapi(  # noqa: PLR0913  # the options that users know
    *,
    title: str,
    version: str,
    openapi_version: str = "3.1.0",
    summary: str | None = None,
    description: str | None = None,
    routes: Iterable[AnyRoute],
    webhooks: Iterable[AnyRoute] | None = None,
    tags: list[Json] | None = None,
    servers: list[Json] | None = None,
    terms_of_service: str | None = None,
    contact: Json | None = None,
    license_info: Json | None = None,
    separate_input_output_schemas: bool = True,
    external_docs: Json | None = None,
) -> Json:
    """Describe the typed operations among `routes`; included routers are looked into, mounted applications are not.

    `webhooks` are operations that the API calls and its clients answer; their paths are names.

    Raises:
        pydantic.ValidationError: what was said of the API as a whole is not what OpenAPI allows.
        DeclarationError: a type cannot be described.
    """
    info = {
        "title": title,
        "summary": summary,
        "description": description,
        "termsOfService": terms_of_service,
        "contact": contact,
        "license": license_info,
        "version": version,
    }
    schemas = Schemas(separate_input_output=separate_input_output_schemas)
    items = PathItems(schemas)
    paths, webhook_items = items.describe(routes), items.describe(webhooks or ())
    components = _without_empty({"schemas": schemas.fill(), "securitySchemes": items.security_schemes})
    given = {
        "openapi": openapi_version,
        "info": _without_empty(info),
        "servers": servers,
        "webhooks": webhook_items,
        "components": components,
        "tags": tags,
        "externalDocs": external_docs,
    }
    document = OpenAPI.model_validate({"paths": paths, **_without_empty(given)})
    described: Json = jsonable_encoder(document, by_alias=True, exclude_none=True)
    return described


def _without_empty(members: Json) -> Json:
    return {key: value for key, value in members.items() if value}
