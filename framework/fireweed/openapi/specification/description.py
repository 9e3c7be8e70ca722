"""What users say of their API, as pydantic models: OpenAPI 3.1's Info, Server, Tag and the objects in them.

They check, and bring URLs into their normal form. `DocumentFrame` checks all of it at once; whoever builds a document
needs no more of the specification.
"""

from typing import Annotated, Any

from pydantic import AnyUrl, Field

from fireweed.security.models import BaseModelWithConfig


class Contact(BaseModelWithConfig):
    """§4.8.3"""

    name: str | None = None
    url: AnyUrl | None = None
    email: str | None = None


class License(BaseModelWithConfig):
    """§4.8.4"""

    name: str
    identifier: str | None = None
    url: AnyUrl | None = None


class Info(BaseModelWithConfig):
    """§4.8.2"""

    title: str
    summary: str | None = None
    description: str | None = None
    termsOfService: str | None = None
    contact: Contact | None = None
    license: License | None = None
    version: str


class ServerVariable(BaseModelWithConfig):
    """§4.8.6"""

    enum: Annotated[list[str] | None, Field(min_length=1)] = None
    default: str
    description: str | None = None


class Server(BaseModelWithConfig):
    """§4.8.5; `url` may be relative and may hold `{variables}`, so it stays as it was written."""

    url: str
    description: str | None = None
    variables: dict[str, ServerVariable] | None = None


class ExternalDocumentation(BaseModelWithConfig):
    """§4.8.11"""

    description: str | None = None
    url: AnyUrl


class Tag(BaseModelWithConfig):
    """§4.8.22"""

    name: str
    description: str | None = None
    externalDocs: ExternalDocumentation | None = None


class DocumentFrame(BaseModelWithConfig):
    """The document (§4.8.1) around what `describe_operation` and pydantic make of paths and components."""

    openapi: str
    info: Info
    servers: list[Server] | None = None
    paths: dict[str, Any] | None = None
    webhooks: dict[str, Any] | None = None
    components: dict[str, Any] | None = None
    tags: list[Tag] | None = None
    externalDocs: ExternalDocumentation | None = None
