"""What an application says of itself."""

from benchmarks.documents.framework import Application, Framework


def build_described(framework: Framework) -> Application:
    """Everything that can be said."""
    return framework.application(
        title="Described <b>",
        summary="A summary",
        description="A *description*",
        version="1.2.3",
        terms_of_service="http://example.com/terms",
        contact={"name": "Ada", "url": "http://EXAMPLE.com", "email": "ada@example.com", "x-own": None},
        license_info={"name": "MIT", "url": "https://example.com"},
        openapi_tags=[
            {
                "name": "items",
                "description": "Items",
                "externalDocs": {"url": "http://example.com", "description": None},
            },
            {"name": "users", "x-own": [1]},
        ],
        servers=[
            {"url": "/v1"},
            {"url": "https://example.com", "description": "Here"},
            {
                "url": "https://{name}.example.com",
                "variables": {"name": {"default": "a", "enum": ["a", "b"], "description": "Which"}},
            },
        ],
        openapi_external_docs={"url": "https://example.com/ä b?q=1", "description": "More"},
    )


def build_identified(framework: Framework) -> Application:
    """A licence with an identifier; empty values vanish."""
    return framework.application(
        title="Identified",
        summary="",
        description="",
        contact={},
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_tags=[],
        servers=[],
    )


def build_titled(framework: Framework) -> Application:
    """Nothing but a title."""
    app = framework.application(title="Titled")

    @app.get("/")
    def read() -> None: ...

    return app


PROGRAMS = (build_described, build_identified, build_titled)
