"""The built files of a web application, served by the rules that such applications expect.

Knows nothing of where it is found: a route leaves the name of the file in the scope.
"""

import os
import stat
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from fireweed.concurrency import run_in_threadpool
from fireweed.exceptions import BaseHTTPException, FireweedError
from fireweed.files.lookup import find_below, name_of
from fireweed.files.reading import FilePath
from fireweed.http.accept import accepts_page
from fireweed.http.headers import Headers
from fireweed.responses import Response
from fireweed.responses.conditional import NotModifiedResponse, is_not_modified
from fireweed.responses.found import FoundFileResponse, answering_lookup_errors, redirect_to_directory, send_found
from fireweed.types import Receive, Scope, Send

Fallback = Literal["auto", "index.html", "404.html"]
CheckDirectory = bool | Literal["auto"]

FRONTEND_PATH = "fireweed.frontend_path"
"""The key of the scope under which the route leaves the part of the path that is for the frontend."""

_FALLBACK_FILES: dict[str | None, tuple[str, ...]] = {
    "auto": ("404.html", "index.html"),
    "index.html": ("index.html",),
    "404.html": ("404.html",),
    None: (),
}
_READING_METHODS = frozenset({"GET", "HEAD"})
_ENVIRONMENT_VARIABLES = ("FIREWEED_ENV", "FASTAPI_ENV")


class Frontend:
    """Files below `directory`, `index.html` for directories, and `fallback` for what is missing.

    "404.html" answers everything that is missing, with status 404; "index.html" answers navigation, which it leaves to
    the script in it to make sense of; "auto" takes the first of the two that exists; None answers 404. `check_dir`
    looks now whether directory and fallback exist; "auto" only warns in development (`FIREWEED_ENV=development`, or
    `FASTAPI_ENV`).

    Raises:
        AssertionError: an unknown fallback.
        RuntimeError: the directory or the fallback is missing; now, or the directory at a request without the check.
    """

    def __init__(
        self, directory: FilePath, *, fallback: Fallback | None = "auto", check_dir: CheckDirectory = "auto"
    ) -> None:
        if fallback not in _FALLBACK_FILES:
            raise AssertionError("fallback must be 'auto', 'index.html', '404.html', or None")
        self.directory = os.fspath(directory)
        self.fallback = fallback
        self._is_checked = False
        if check_dir == "auto" and _is_development():
            self._check(_warn_user)
        elif check_dir:
            self._check(_refuse)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send_found(self.get_response(scope), scope, receive, send)

    async def get_response(self, scope: Scope) -> Response:
        """Return the answer to a request, whose file is named by `scope[FRONTEND_PATH]`.

        Raises:
            HTTPException: there is nothing (404), it may not be read (401), or only with another method (405).
        """
        with answering_lookup_errors():
            page = await run_in_threadpool(self._find, name_of(scope[FRONTEND_PATH]))
        is_reading = scope["method"] in _READING_METHODS
        if page is None or (page.is_fallback and not (is_reading and _is_wanted(page, scope))):
            raise BaseHTTPException(404)
        if not is_reading:
            raise BaseHTTPException(405, headers={"Allow": "GET, HEAD"})
        if page.is_index and not scope["path"].endswith("/"):
            return redirect_to_directory(scope)
        return _answer(page, scope)

    # In a worker thread...

    def _find(self, name: str) -> "_Page | None":
        self._require_directory()
        found = find_below(self.directory, name, follow_symlinks=False)
        if found is not None and stat.S_ISREG(found[1].st_mode):
            return _Page(*found)
        if found is not None and stat.S_ISDIR(found[1].st_mode):
            index = self._find_file(os.path.join(name, "index.html"))
            if index is not None:
                return replace(index, is_index=True)
        return self._find_fallback()

    def _find_fallback(self) -> "_Page | None":
        for name in _FALLBACK_FILES[self.fallback]:
            page = self._find_file(name)
            if page is not None:
                return replace(page, is_fallback=True, status_code=404 if name == "404.html" else 200)
        return None

    def _find_file(self, name: str) -> "_Page | None":
        found = find_below(self.directory, name, follow_symlinks=False)
        return _Page(*found) if found is not None and stat.S_ISREG(found[1].st_mode) else None

    def _require_directory(self) -> None:
        if not self._is_checked:
            if not os.path.isdir(self.directory):
                _refuse(self._describe_missing_directory())
            self._is_checked = True

    # At declaration...

    def _check(self, complain: Callable[[str], None]) -> None:
        if not os.path.isdir(self.directory):
            complain(self._describe_missing_directory())
        elif self.fallback not in (None, "auto") and not os.path.isfile(os.path.join(self.directory, self.fallback)):
            complain(
                f"Frontend fallback file '{self.fallback}' does not exist in directory '{self.directory}'. "
                f"Resolved absolute directory: '{os.path.abspath(self.directory)}'"
            )

    def _describe_missing_directory(self) -> str:
        absolute = os.path.abspath(self.directory)
        return f"Frontend directory '{self.directory}' does not exist. Resolved absolute path: '{absolute}'"


@dataclass(frozen=True, slots=True)
class _Page:
    """A regular file, and what it is the answer to."""

    path: str
    stat_result: os.stat_result
    is_index: bool = False
    is_fallback: bool = False
    status_code: int = 200


def _is_wanted(fallback: _Page, scope: Scope) -> bool:
    return fallback.status_code == 404 or accepts_page(Headers(scope=scope).getlist("accept"))


def _answer(page: _Page, scope: Scope) -> Response:
    response = FoundFileResponse(page.path, page.status_code, stat_result=page.stat_result)
    if page.status_code == 200 and is_not_modified(response.headers, Headers(scope=scope)):
        return NotModifiedResponse(response.headers)
    return response


def _is_development() -> bool:
    return "development" in map(os.environ.get, _ENVIRONMENT_VARIABLES)


def _refuse(message: str) -> None:
    raise FireweedError(message)


def _warn_user(message: str) -> None:
    """Warn at the line that called the framework."""
    package = __name__.partition(".")[0]
    level = 1
    while sys._getframe(level).f_globals.get("__name__", "").partition(".")[0] == package:
        level += 1
    warnings.warn(message, stacklevel=level + 1)
