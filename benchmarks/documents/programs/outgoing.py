"""Operations of others: callbacks and webhooks."""

# mypy: disable-error-code="empty-body, misc, no-untyped-def"

from pydantic import BaseModel

from benchmarks.documents.framework import Application, Framework


class Invoice(BaseModel):
    id: str
    total: float


class Event(BaseModel):
    name: str


class Receipt(BaseModel):
    ok: bool


def build_callbacks(framework: Framework) -> Application:
    """Callbacks of an operation, of its router, of the inclusion and of the application."""
    outgoing, others = framework.router(), framework.router(prefix="/x")

    @outgoing.post("{$callback_url}/invoices/{$request.body.id}", response_model=Receipt)
    def invoice_notification(body: Event): ...

    @others.get("/{$request.query.url}", tags=["outgoing"])
    def poll(q: int = 3): ...

    app = framework.application(title="Callbacks", callbacks=others.routes)
    router = framework.router(callbacks=outgoing.routes)

    @router.post("/invoices", callbacks=others.routes)
    def create_invoice(invoice: Invoice, callback_url: str | None = None): ...

    @app.get("/plain")
    def plain(): ...

    app.include_router(router, prefix="/billing", callbacks=others.routes)
    return app


def build_webhooks(framework: Framework) -> Application:
    """Webhooks of the application, and of a router that it was given."""
    given = framework.router()
    app = framework.application(title="Webhooks", webhooks=given)

    @given.post("new-subscription", tags=["outgoing"])
    def new_subscription(body: Event) -> Receipt:
        """Somebody has subscribed."""

    @app.webhooks.put("changed", status_code=204)
    def changed(body: Invoice) -> None: ...

    @app.webhooks.get("hidden", include_in_schema=False)
    def hidden(): ...

    @app.get("/")
    def read(): ...

    return app


PROGRAMS = (build_callbacks, build_webhooks)
