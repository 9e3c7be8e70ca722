"""The notices over HTTP and WebSocket: pages and forms for people, JSON for programs."""

import csv
import io
from collections.abc import AsyncIterator

from core.board import Attachment, Board, NoSuchNotice, NothingToSay, Notice
from core.forms import read_text
from core.members import MEMBER, templates
from fireweed.authentication import requires
from fireweed.background import BackgroundTask, BackgroundTasks
from fireweed.concurrency import run_in_threadpool
from fireweed.datastructures import FormData, UploadFile
from fireweed.endpoints import HTTPEndpoint
from fireweed.requests import Request
from fireweed.responses import FileResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from fireweed.websockets import WebSocket


async def show_board(request: Request) -> Response:
    return templates.TemplateResponse(request, "board.html", {"notices": request.state.board.newest()})


@requires(MEMBER, redirect="log_in")
async def pin(request: Request) -> Response:
    """Take the form of the page: a text and, if the member has chosen one, a file."""
    board: Board = request.state.board
    async with request.form(max_files=1, max_fields=1) as form:
        text = read_text(form, "text").strip()
        if not text:
            raise NothingToSay("A notice needs a text.")
        attachment = await _store_upload(board, form)
    notice = board.pin(request.user.display_name, text, attachment)
    told = BackgroundTask(request.state.followers.tell, {"pinned": notice.describe()})
    return RedirectResponse(request.url_for("board"), status_code=303, background=told)


async def _store_upload(board: Board, form: FormData) -> Attachment | None:
    upload = form.get("attachment")
    if not isinstance(upload, UploadFile) or not upload.filename:
        return None
    return await run_in_threadpool(board.store, upload.filename, upload.file)


class OneNotice(HTTPEndpoint):
    """A notice, which its author may take down."""

    async def get(self, request: Request) -> Response:
        return JSONResponse(_find(request).describe())

    @requires(MEMBER)
    async def delete(self, request: Request) -> Response:
        notice = request.state.board.take_down(request.path_params["number"], request.user.display_name)
        afterwards = BackgroundTasks()
        afterwards.add_task(request.state.followers.tell, {"taken down": notice.number})
        if notice.attachment is not None:
            afterwards.add_task(notice.attachment.path.unlink)
        return Response(status_code=204, background=afterwards)


def download(request: Request) -> Response:
    """Send what is attached to a notice, or the ranges of it that the client asks for."""
    notice = _find(request)
    if notice.attachment is None:
        raise NoSuchNotice(f"Nothing is attached to notice {notice.number}.")
    return FileResponse(notice.attachment.path, filename=notice.attachment.name)


async def list_all(request: Request) -> Response:
    return JSONResponse([notice.describe() for notice in request.state.board.newest()])


async def export(request: Request) -> Response:
    """Send all notices as CSV, line by line."""
    headers = {"content-disposition": 'attachment; filename="notices.csv"'}
    return StreamingResponse(_write_lines(request.state.board), media_type="text/csv", headers=headers)


async def _write_lines(board: Board) -> AsyncIterator[str]:
    yield _write_line("number", "author", "text")
    for notice in board.newest():
        yield _write_line(notice.number, notice.author, notice.text)


def _write_line(*values: object) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


async def follow(websocket: WebSocket) -> None:
    """Tell a client of all changes until one of both leaves. What it says is of no interest, only when it leaves."""
    await websocket.accept()
    with websocket.state.followers.including(websocket):
        async for _ in websocket.iter_text():
            pass


def _find(request: Request) -> Notice:
    notice: Notice = request.state.board.get(request.path_params["number"])
    return notice
