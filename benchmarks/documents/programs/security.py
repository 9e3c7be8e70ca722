"""Security schemes of all kinds, anywhere among dependencies, with scopes."""

# Programs as users write them; the endpoints are never called.
# mypy: disable-error-code="empty-body,name-defined,valid-type"

from typing import Annotated, Any

from benchmarks.documents.framework import Application, Framework


def build_schemes(framework: Framework) -> Application:
    """A scheme of each kind, with and without options."""
    app = framework.application(title="Schemes")
    schemes, depends = framework.schemes, framework.depends
    declared = {
        "query": schemes.APIKeyQuery(name="key", description="In the URL."),
        "header": schemes.APIKeyHeader(name="X-Key", scheme_name="Key"),
        "cookie": schemes.APIKeyCookie(name="key", auto_error=False),
        "basic": schemes.HTTPBasic(realm="shop", description="Name and password."),
        "bearer": schemes.HTTPBearer(bearerFormat="JWT", description="A token."),
        "digest": schemes.HTTPDigest(),
        "openid": schemes.OpenIdConnect(openIdConnectUrl="/openid", description="Elsewhere."),
        "oauth2": schemes.OAuth2(flows={"implicit": {"authorizationUrl": "/authorize", "scopes": {"a": "All"}}}),
        "password": schemes.OAuth2PasswordBearer("token", scopes={"read": "Read"}, refreshUrl="refresh"),
        "code": schemes.OAuth2AuthorizationCodeBearer("authorize", "token", "refresh", description="By code."),
    }
    for name, scheme in declared.items():

        @app.get(f"/{name}", name=name)
        def read(credentials: Annotated[Any, depends(scheme)]) -> None: ...

    return app


def build_scopes(framework: Framework) -> Application:
    """Scopes of all who ask, in their order, above and below each other."""
    app = framework.application(
        title="Scopes", dependencies=[framework.depends(framework.schemes.APIKeyHeader(name="X"))]
    )
    depends, security = framework.depends, framework.security
    token = framework.schemes.OAuth2PasswordBearer("token", scopes={"me": "Me", "items": "Items"})
    basic = framework.schemes.HTTPBasic()

    def get_user(value: Annotated[str, depends(token)]) -> str: ...

    def get_active_user(user: Annotated[str, security(get_user, scopes=["me"])]) -> str: ...

    @app.get("/plain")
    def plain(user: Annotated[str, depends(get_active_user)]) -> None: ...

    @app.get("/both")
    def both(
        first: Annotated[str, security(get_active_user, scopes=["items", "me"])],
        second: Annotated[str, security(get_user, scopes=["other"])],
    ) -> None: ...

    @app.get("/two", dependencies=[security(basic, scopes=["x"])])
    def two(user: Annotated[str, security(token, scopes=["items"])]) -> None: ...

    router = framework.router(prefix="/below", dependencies=[security(get_user, scopes=["router"])])

    @router.get("/route")
    def route(user: Annotated[str, security(get_user, scopes=["route"])]) -> None: ...

    @router.get("/extra", openapi_extra={"security": [{"mine": []}]})
    def extra() -> None: ...

    app.include_router(router, dependencies=[depends(basic)])
    return app


def build_forms(framework: Framework) -> Application:
    """The forms in which clients send names and passwords."""
    app = framework.application(title="Forms")
    schemes, depends = framework.schemes, framework.depends

    @app.post("/token")
    def token(form: Annotated[schemes.OAuth2PasswordRequestForm, depends()]) -> None: ...

    @app.post("/strict")
    def strict(form: Annotated[schemes.OAuth2PasswordRequestFormStrict, depends()]) -> None: ...

    return app


def build_webhook(framework: Framework) -> Application:
    """A scheme that a webhook alone depends on."""
    webhooks = framework.router()

    @webhooks.post("order")
    def order(token: Annotated[str, framework.depends(framework.schemes.HTTPBearer())]) -> None: ...

    return framework.application(title="Webhook", webhooks=webhooks)


PROGRAMS = (build_schemes, build_scopes, build_forms, build_webhook)
