"""Files that were looked up for a URL: how the lookup, and what happens to the file afterwards, become an answer."""

import errno
import os
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager

from fireweed.exceptions import BaseHTTPException
from fireweed.files.reading import NotRegularFileError
from fireweed.http.url import URL
from fireweed.responses.base import Response
from fireweed.responses.file import FileResponse, describe_file
from fireweed.responses.redirect import RedirectResponse
from fireweed.responses.selection import Selection
from fireweed.responses.text import PlainTextResponse
from fireweed.types import Receive, Scope, Send


class FoundFileResponse(FileResponse):
    """A file that was looked up for a URL before, as `stat_result` says.

    If it has been replaced since, the answer is the new one; if it is gone, 404; if it may not be read, 401.
    """

    def _select(self, scope: Scope, found: os.stat_result) -> Selection:
        known = self.stat_result
        if known is not None and (known.st_mtime_ns, known.st_size) != (found.st_mtime_ns, found.st_size):
            outdated = describe_file(known)
            self.raw_headers = [field for field in self.raw_headers if field not in outdated]
            self.stat_result = None
        return super()._select(scope, found)

    def _explain(self, error: OSError) -> Exception:
        if isinstance(error, PermissionError):
            return BaseHTTPException(401)
        if isinstance(error, FileNotFoundError | NotADirectoryError | NotRegularFileError):
            return BaseHTTPException(404)
        return super()._explain(error)


@contextmanager
def answering_lookup_errors() -> Iterator[None]:
    """Turn what looking up a name from outside raises into an answer.

    Raises:
        BaseHTTPException: 401 for what may not be read, 404 for what is no name of a file.
        OSError: the disk has other troubles.
    """
    try:
        yield
    except PermissionError as error:
        raise BaseHTTPException(401) from error
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise BaseHTTPException(404) from error
    except ValueError as error:  # NUL, or characters that the file system cannot encode
        raise BaseHTTPException(404) from error


def redirect_to_directory(scope: Scope) -> RedirectResponse:
    """Redirect to the same URL with a slash behind its path."""
    url = URL(scope=scope)
    return RedirectResponse(url.replace(path=f"{url.path}/"))


async def send_found(answering: Awaitable[Response], scope: Scope, receive: Receive, send: Send) -> None:
    """Send a response. Errors are for the handlers of the application; where there is none they are plain text."""
    try:
        response = await answering
        await response(scope, receive, send)
    except BaseHTTPException as error:
        if "app" in scope:
            raise
        await PlainTextResponse(error.detail, error.status_code, error.headers)(scope, receive, send)
