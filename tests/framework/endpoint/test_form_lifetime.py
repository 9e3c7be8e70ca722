"""How long the files of a form are open, and what is read of a form that exceeds a limit."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Any

import pytest

from fireweed import BackgroundTasks, Depends, Fireweed, Form, HTTPException, Request, UploadFile
from fireweed.endpoint.handler import build_handler
from fireweed.endpoint.plan import RoutePlan
from fireweed.exceptions import BaseHTTPException
from fireweed.forms import FormLimits
from fireweed.responses import StreamingResponse
from fireweed.routing import APIRoute
from fireweed.testclient import TestClient
from kit import multipart
from kit.asgi import AsgiRecorder, http_scope
from kit.endpoints import serve
from kit.forms import MULTIPART, URLENCODED, post_parts
from kit.plans import plan_for

Uploads = list[UploadFile]


def keep(uploads: Uploads, *, by: str) -> Any:
    """Return an endpoint that keeps its upload, in one of the shapes that routes have."""

    async def get_upload(file: UploadFile) -> UploadFile:
        return file

    async def direct(file: UploadFile) -> None:
        uploads.append(file)

    async def dependent(file: Annotated[UploadFile, Depends(get_upload)]) -> None:
        uploads.append(file)

    async def injected(request: Request, file: UploadFile) -> None:
        uploads.append(file)

    def in_thread(file: UploadFile) -> None:
        uploads.append(file)

    return {"direct": direct, "dependency": dependent, "request": injected, "thread": in_thread}[by]


@pytest.mark.parametrize("by", ["direct", "dependency", "request", "thread"])
@pytest.mark.parametrize("size", [1, 1_500_000], ids=["memory", "disk"])
def test_files_are_closed_after_the_answer(by: str, size: int) -> None:
    uploads: Uploads = []

    answer = post_parts(keep(uploads, by=by), multipart.file("file", b"x" * size))

    assert answer.status_code == 200
    assert [upload.file.closed for upload in uploads] == [True]


def test_files_are_open_while_the_answer_is_streamed_and_in_background_tasks() -> None:
    seen: list[bytes] = []

    async def look(file: UploadFile) -> None:
        await file.seek(0)
        seen.append(await file.read())

    async def endpoint(file: UploadFile, tasks: BackgroundTasks) -> Any:
        async def stream() -> AsyncIterator[bytes]:
            yield await file.read()

        tasks.add_task(look, file)
        return StreamingResponse(stream())

    assert post_parts(endpoint, multipart.file("file", "hello")).text == "hello"
    assert seen == [b"hello"]


def test_files_are_open_until_dependencies_are_closed() -> None:
    seen: list[bytes] = []

    async def read_late(file: UploadFile) -> AsyncIterator[None]:
        yield
        seen.append(await file.read())

    async def endpoint(_: Annotated[None, Depends(read_late)]) -> None: ...

    post_parts(endpoint, multipart.file("file", "hello"))

    assert seen == [b"hello"]


def test_files_are_closed_after_an_error() -> None:
    uploads: Uploads = []

    async def endpoint(file: UploadFile) -> None:
        uploads.append(file)
        raise HTTPException(409)

    assert post_parts(endpoint, multipart.file("file")).status_code == 409
    assert [upload.file.closed for upload in uploads] == [True]


def test_files_of_a_refused_request_are_closed() -> None:
    uploads: Uploads = []

    async def keep_upload(file: UploadFile) -> None:
        uploads.append(file)

    async def endpoint(name: Annotated[str, Form()], _: Annotated[None, Depends(keep_upload)]) -> None: ...

    assert post_parts(endpoint, multipart.file("file")).status_code == 422
    assert [upload.file.closed for upload in uploads] == [True]


# What cannot be read...


async def name_only(name: Annotated[str, Form()]) -> Any:
    return name


async def name_of_dependency(name: Annotated[str, Depends(name_only)]) -> Any:
    return name


endpoints = pytest.mark.parametrize("endpoint", [name_only, name_of_dependency], ids=["direct", "dependency"])


@endpoints
@pytest.mark.parametrize(
    ("body", "content_type", "detail"),
    [
        (b"x", "multipart/form-data", "Missing boundary in multipart."),
        (b"x", multipart.CONTENT_TYPE, "Invalid multipart data."),
        (
            multipart.form(multipart.part("Content-Disposition: form-data")),
            multipart.CONTENT_TYPE,
            'The Content-Disposition header field "name" must be provided.',
        ),
        (b"a=1&" * 1001, "application/x-www-form-urlencoded", "Too many fields. Maximum number of fields is 1000."),
    ],
    ids=["boundary", "invalid", "name", "fields"],
)
def test_malformed_form_is_answered_with_400(endpoint: Any, body: bytes, content_type: str, detail: str) -> None:
    answer = serve(endpoint, method="POST").post("/", content=body, headers={"content-type": content_type})

    assert (answer.status_code, answer.json()) == (400, {"detail": detail})


def limited(endpoint: Any, limits: FormLimits) -> RoutePlan:
    return replace(plan_for(endpoint), form_limits=limits)


@endpoints
@pytest.mark.parametrize(
    ("limits", "body", "headers", "detail"),
    [
        (FormLimits(max_fields=1), b"name=x&a=1", URLENCODED, "Too many fields. Maximum number of fields is 1."),
        (FormLimits(max_part_size=1024), b"name=" + b"x" * 1025, URLENCODED, "Field exceeded maximum size of 1KB."),
        (
            FormLimits(max_part_size=1024),
            multipart.form(multipart.field("name", b"x" * 1025)),
            MULTIPART,
            "Part exceeded maximum size of 1KB.",
        ),
        (
            FormLimits(max_files=0),
            multipart.form(multipart.file("name")),
            MULTIPART,
            "Too many files. Maximum number of files is 0.",
        ),
    ],
    ids=["fields", "field size", "part size", "files"],
)
async def test_limits_of_the_route_hold(
    endpoint: Any, limits: FormLimits, body: bytes, headers: dict[str, str], detail: str
) -> None:
    exchange = AsgiRecorder(build_handler(limited(endpoint, limits)), http_scope("POST", headers=headers))
    exchange.feed_body(body)

    with pytest.raises(BaseHTTPException) as refusal:
        await exchange.run()

    assert (refusal.value.status_code, refusal.value.detail) == (400, detail)


@endpoints
async def test_client_that_leaves_gets_400(endpoint: Any) -> None:
    exchange = AsgiRecorder(build_handler(plan_for(endpoint)), http_scope("POST", headers=URLENCODED))
    exchange.disconnect()

    with pytest.raises(BaseHTTPException) as refusal:
        await exchange.run()

    assert refusal.value.detail == "There was an error parsing the body"


# Beside other features of routes...


def test_custom_route_class_hands_over_the_form_and_its_files_are_closed() -> None:
    uploads: Uploads = []

    class WatchedRoute(APIRoute):
        def get_route_handler(self) -> Any:
            handle = super().get_route_handler()

            async def watch(request: Request) -> Any:
                await request.body()
                return await handle(request)

            return watch

    app = Fireweed()
    app.router.route_class = WatchedRoute
    app.post("/")(keep(uploads, by="direct"))

    answer = TestClient(app).post("/", content=multipart.form(multipart.file("file", "x")), headers=MULTIPART)

    assert answer.status_code == 200
    assert [upload.file.closed for upload in uploads] == [True]


def test_dependency_with_a_form_may_be_overridden() -> None:
    app = Fireweed()
    app.post("/")(name_of_dependency)
    app.dependency_overrides[name_only] = lambda: "overridden"

    assert TestClient(app).post("/").json() == "overridden"
