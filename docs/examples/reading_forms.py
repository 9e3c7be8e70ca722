"""Forms and uploads read from the request itself, within limits of number and size."""

import hashlib

from fireweed import Request, Response
from fireweed.core import Application
from fireweed.datastructures import UploadFile
from fireweed.responses import JSONResponse
from fireweed.routes import Route

CHUNK = 65536


async def sign_up(request: Request) -> Response:
    form = await request.form(max_files=0, max_fields=10)
    return JSONResponse({"name": form.get("name"), "topics": form.getlist("topic")})


async def store(request: Request) -> Response:
    async with request.form(max_files=3) as form:
        uploads = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        return JSONResponse([await describe(upload) for upload in uploads])


async def describe(upload: UploadFile) -> dict[str, object]:
    digest = hashlib.sha256()
    while chunk := await upload.read(CHUNK):
        digest.update(chunk)
    return {"filename": upload.filename, "size": upload.size, "sha256": digest.hexdigest()[:8]}


app = Application(
    routes=[
        Route("/sign-up", sign_up, methods=["POST"]),
        Route("/files", store, methods=["POST"], max_body_size=10_000_000),
    ],
    max_body_size=1000,
)
