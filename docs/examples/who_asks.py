"""What an application knows of the connection: scheme, client, and the certificate that the client has shown."""

from fireweed import Fireweed, Request

app = Fireweed(title="Who asks")


@app.get("/")
async def describe_request(request: Request) -> dict[str, str | None]:
    return {
        "scheme": request.url.scheme,
        "client": request.client.host if request.client else None,
        "here": str(request.url_for("describe_request")),
    }


@app.get("/certificate")
async def describe_certificate(request: Request) -> dict[str, str | None]:
    tls = request.scope["extensions"].get("tls") or {}
    return {"client_name": tls.get("client_cert_name")}
