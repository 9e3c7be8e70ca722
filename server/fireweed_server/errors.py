"""Every error of the server, drawn as one tree.

Exception
└── ServerError             the server cannot do what was asked; its text is what, where and the remedy
    ├── OptionError         an option that does not exist, or a value that it does not take; also a ValueError
    ├── AppImportError      the application cannot be found; its cause, if any, is what the application's module raised
    ├── BindError           nothing can listen there
    ├── CertificateError    TLS cannot be served with the files given
    ├── LifespanError       the application could not start
    ├── ProtocolError       the client broke HTTP; it carries the status to answer with
    ├── ApplicationError    the application broke ASGI
    │   ├── MessageOrderError   a message that is not possible now, or none where one was due
    │   ├── ResponseHeadError   a status or header that must not go out
    │   ├── BodyLengthError     more or fewer body bytes than its content-length says
    │   └── FileSendError       a file that it wants sent cannot be
    └── ClientDisconnectedError  `send` after the client has gone; also an OSError, as ASGI 2.4 asks
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class ServerError(Exception):
    """The server cannot do what was asked of it. `exit_code` is what a process that fails for it exits with."""

    exit_code: ClassVar[int] = 1


class OptionError(ServerError, ValueError):
    """An option that does not exist, or a value that it does not take."""


class AppImportError(ServerError):
    """The application cannot be found. If its own code raised, that exception is the `__cause__`."""


class BindError(ServerError):
    """The server cannot listen where it was told to."""


class CertificateError(ServerError):
    """TLS cannot be served with the certificates, keys or authorities given."""


class LifespanError(ServerError):
    """The application reported, or raised, a failure of its start-up."""

    exit_code: ClassVar[int] = 3


class ProtocolError(ServerError):
    """The client broke HTTP. `status` is what to answer; the text goes out too, so it never repeats what came in.

    `request` is the scope of the request, or as much of it as is known, for the logs; None if nothing is.
    """

    request: Mapping[str, Any] | None = None

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class ApplicationError(ServerError):
    """The application broke ASGI."""


class MessageOrderError(ApplicationError):
    """The application sent a message that is not possible at this point, or ended before its response was complete."""


class ResponseHeadError(ApplicationError):
    """A status or header of the application must not go out: nothing of it was written."""


class BodyLengthError(ApplicationError):
    """The application sent more or fewer body bytes than its content-length says."""


class FileSendError(ApplicationError):
    """A file that the application wants sent cannot be: it is not there, no regular file, or cannot be read.

    No OSError, for that would say that the client has gone.
    """


class ClientDisconnectedError(ServerError, OSError):
    """The client has gone; nothing can be sent to it any more."""


def is_disconnect(error: BaseException | None) -> bool:
    """Whether an error is, or follows from, what the application is told once the client has gone."""
    while error is not None:
        if isinstance(error, (ClientDisconnectedError, MessageOrderError)):
            return True
        error = error.__cause__ or error.__context__
    return False
