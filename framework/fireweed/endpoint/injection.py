"""What a request hands over by type: the request itself, a response to write headers to, tasks for afterwards."""

from collections.abc import Callable
from typing import Any

from fireweed.background import BackgroundTasks
from fireweed.endpoint.classify import Special
from fireweed.endpoint.plan import Step
from fireweed.requests import Request
from fireweed.responses import Response
from fireweed.security.scopes import SecurityScopes


class Injection:
    """The specials of one request, each made when it is first asked for and shared by all that ask."""

    __slots__ = ("_background_tasks", "_response", "request")

    def __init__(self, request: Request) -> None:
        self.request = request
        self._response: Response | None = None
        self._background_tasks: BackgroundTasks | None = None

    def get(self, special: Special, step: Step) -> Any:
        return _GET[special](self, step)

    @property
    def response(self) -> Response:
        """An empty response whose headers and status are added to the answer."""
        if self._response is None:
            self._response = Response()
            del self._response.headers["content-length"]
            self._response.status_code = None  # type: ignore[assignment]  # None until someone sets it
        return self._response

    @property
    def background_tasks(self) -> BackgroundTasks:
        if self._background_tasks is None:
            self._background_tasks = BackgroundTasks()
        return self._background_tasks

    @property
    def status_code(self) -> int | None:
        """The status that someone set on the response."""
        return self._response.status_code if self._response is not None else None

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers that someone set on the response, cookies included."""
        return self._response.raw_headers if self._response is not None else []

    def find_tasks(self) -> BackgroundTasks | None:
        """The tasks to run after the answer, None if none were added."""
        tasks = self._background_tasks
        return tasks if tasks is not None and tasks.tasks else None


_GET: dict[Special, Callable[[Injection, Step], Any]] = {
    Special.REQUEST: lambda injection, _: injection.request,
    Special.RESPONSE: lambda injection, _: injection.response,
    Special.BACKGROUND_TASKS: lambda injection, _: injection.background_tasks,
    Special.SECURITY_SCOPES: lambda _, step: SecurityScopes(list(step.security_scopes)),
}
