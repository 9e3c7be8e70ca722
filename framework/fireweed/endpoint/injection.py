"""What a connection hands over by type: itself, a response to write headers to, tasks for afterwards."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from fireweed.background import BackgroundTasks
from fireweed.connection import HTTPConnection
from fireweed.endpoint.classify import Special
from fireweed.endpoint.plan import Step
from fireweed.responses import Response
from fireweed.security.scopes import SecurityScopes

ConnectionT = TypeVar("ConnectionT", bound=HTTPConnection[Any])


class Injection(Generic[ConnectionT]):
    """The specials of one connection, each made when it is first asked for and shared by all that ask."""

    __slots__ = ("_background_tasks", "_response", "connection")

    def __init__(self, connection: ConnectionT) -> None:
        self.connection = connection
        self._response: Response | None = None
        self._background_tasks: BackgroundTasks | None = None

    def take_over(self, response: Response | None, background_tasks: BackgroundTasks | None) -> None:
        """Hand over these instead of new ones; None stands for a new one."""
        self._response, self._background_tasks = response, background_tasks

    def get(self, special: Special, step: Step) -> Any:
        return _GET[special](self, step)

    @property
    def is_used(self) -> bool:
        """Whether something was asked for that may change the answer."""
        return self._response is not None or self._background_tasks is not None

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
        """The tasks to run after the answer; None if nobody asked for them. A stream may add some until its end."""
        return self._background_tasks


_GET: dict[Special, Callable[[Injection[Any], Step], Any]] = {
    Special.REQUEST: lambda injection, _: injection.connection,
    Special.WEBSOCKET: lambda injection, _: injection.connection,
    Special.CONNECTION: lambda injection, _: injection.connection,
    Special.RESPONSE: lambda injection, _: injection.response,
    Special.BACKGROUND_TASKS: lambda injection, _: injection.background_tasks,
    Special.SECURITY_SCOPES: lambda _, step: SecurityScopes(list(step.security_scopes)),
}
