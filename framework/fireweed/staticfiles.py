"""Directories served as they are: an ASGI application for a mount."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec

from fireweed.concurrency import run_in_threadpool
from fireweed.exceptions import BaseHTTPException, FireweedError
from fireweed.files.lookup import find_below, name_of
from fireweed.files.reading import FilePath
from fireweed.http.headers import Headers
from fireweed.http.route_path import get_route_path
from fireweed.responses import Response
from fireweed.responses.conditional import NotModifiedResponse, is_not_modified
from fireweed.responses.found import FoundFileResponse, answering_lookup_errors, redirect_to_directory, send_found
from fireweed.types import Receive, Scope, Send

PathLike = FilePath
Packages = Sequence[str | tuple[str, str]]

__all__ = ["NotModifiedResponse", "PathLike", "StaticFiles"]


class StaticFiles:
    """Serves the files of `directory`, and of directories inside of installed `packages`.

    A package is given by its name, for its directory "statics", or as (name, directory). With `html`, a directory is
    answered by its index.html, and what is missing by 404.html. Nothing outside of the directories is served, unless a
    symbolic link leads there and `follow_symlink` is set. Subclasses may override the methods without underscore.

    Raises:
        RuntimeError: a directory is missing; now, or at the first request without `check_dir`.
        AssertionError: a package, or its directory, is missing.
    """

    def __init__(
        self,
        *,
        directory: PathLike | None = None,
        packages: Packages | None = None,
        html: bool = False,
        check_dir: bool = True,
        follow_symlink: bool = False,
    ) -> None:
        self.directory = directory
        self.packages = packages
        self.all_directories = self.get_directories(directory, packages)
        self.html = html
        self.config_checked = False
        self.follow_symlink = follow_symlink
        if check_dir and directory is not None and not os.path.isdir(directory):
            raise FireweedError(f"Directory '{os.fspath(directory)}' does not exist")

    def get_directories(self, directory: PathLike | None = None, packages: Packages | None = None) -> list[PathLike]:
        """Return where to look, in this order."""
        directories = [] if directory is None else [directory]
        return directories + [_find_in_package(package) for package in packages or ()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000, "reason": ""})
            return
        if not self.config_checked:
            await self.check_config()
            self.config_checked = True
        await send_found(self.get_response(self.get_path(scope), scope), scope, receive, send)

    def get_path(self, scope: Scope) -> str:
        """Return the name of the file that a request is for: relative, normalised, as the system writes names."""
        return name_of(get_route_path(scope))

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the answer for a file name.

        Raises:
            HTTPException: no such file (404), no permission to read it (401), a method but GET and HEAD (405).
        """
        if scope["method"] not in ("GET", "HEAD"):
            raise BaseHTTPException(405, headers={"Allow": "GET, HEAD"})
        with answering_lookup_errors():
            found = await run_in_threadpool(self._find_page if self.html else self._find_file, path)
        if found is None:
            raise BaseHTTPException(404)
        if found.is_index and not scope["path"].endswith("/"):
            return redirect_to_directory(scope)
        return self.file_response(found.path, found.stat_result, scope, found.status_code)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Return where a file is, and its status; ("", None) if there is none. Called in a worker thread."""
        for directory in self.all_directories:
            found = find_below(os.fspath(directory), path, follow_symlinks=self.follow_symlink)
            if found is not None:
                return found
        return "", None

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the file, or that the client has it already."""
        response = FoundFileResponse(full_path, status_code=status_code, stat_result=stat_result)
        if status_code == 200 and self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response

    def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
        """Tell whether the client has this version of the file."""
        return is_not_modified(response_headers, request_headers)

    async def check_config(self) -> None:
        """Raise RuntimeError if `directory` is missing. Called before the first request is answered."""
        if self.directory is not None:
            await run_in_threadpool(_check_directory, self.directory)

    # In a worker thread...

    def _find_file(self, path: str) -> "_Found | None":
        full_path, stat_result = self.lookup_path(path)
        if stat_result is None or not stat.S_ISREG(stat_result.st_mode):
            return None
        return _Found(full_path, stat_result)

    def _find_page(self, path: str) -> "_Found | None":
        full_path, stat_result = self.lookup_path(path)
        if stat_result is not None and stat.S_ISREG(stat_result.st_mode):
            return _Found(full_path, stat_result)
        if stat_result is not None and stat.S_ISDIR(stat_result.st_mode):
            index = self._find_file(os.path.join(path, "index.html"))
            if index is not None:
                return replace(index, is_index=True)
        missing = self._find_file("404.html")
        return None if missing is None else replace(missing, status_code=404)


@dataclass(frozen=True, slots=True)
class _Found:
    """A regular file, and what it is the answer to."""

    path: str
    stat_result: os.stat_result
    status_code: int = 200
    is_index: bool = False


def _find_in_package(package: str | tuple[str, str]) -> str:
    name, subdirectory = (package, "statics") if isinstance(package, str) else package
    spec = find_spec(name)
    if spec is None:
        raise AssertionError(f"Package {name!r} could not be found.")
    if spec.origin is None:
        raise AssertionError(f"Package {name!r} has no __init__.py, so there is no one directory that is its own.")
    directory = os.path.normpath(os.path.join(spec.origin, os.pardir, subdirectory))
    if not os.path.isdir(directory):
        raise AssertionError(f"Directory '{subdirectory!r}' in package {name!r} could not be found.")
    return directory


def _check_directory(directory: PathLike) -> None:
    try:
        status = os.stat(directory)
    except FileNotFoundError:
        raise FireweedError(f"StaticFiles directory '{os.fspath(directory)}' does not exist.") from None
    if not stat.S_ISDIR(status.st_mode):
        raise FireweedError(f"StaticFiles path '{os.fspath(directory)}' is not a directory.")
