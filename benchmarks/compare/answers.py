"""A figure counts only if the answers are right: asked before and after the load, and of what wrk counted."""

import http.client
import json
import ssl

from benchmarks.compare.errors import AnswerError
from benchmarks.compare.scenarios import Answer, Request
from benchmarks.compare.wrk import LoadReport

FIRST_ERROR_STATUS = 400
SECONDS = 10


def check_answer(port: int, request: Request, answer: Answer, *, scheme: str = "http") -> None:
    """Send `request` once on a connection of its own; AnswerError unless status and body are as expected.

    Over https, any certificate will do, as it does for wrk.
    """
    connection = connect(port, scheme)
    try:
        connection.request(request.method, request.target, request.body or None, dict(request.headers))
        response = connection.getresponse()
        check_response(response.status, response.read(), answer)
    except (OSError, http.client.HTTPException) as error:
        raise AnswerError(f"{request.method} {request.target} was not answered: {error!r}") from error
    finally:
        connection.close()


def connect(port: int, scheme: str) -> http.client.HTTPConnection:
    """A client of the server on `port`."""
    if scheme == "http":
        return http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection("127.0.0.1", port, timeout=SECONDS, context=context)


def check_response(status: int, body: bytes, answer: Answer) -> None:
    """Compare one response with what it must be."""
    try:
        value = json.loads(body)
    except ValueError:
        value = body
    if (status, value) != (answer.status, answer.value):
        raise AnswerError(f"answered {status} {value!r}, not {answer.status} {answer.value!r}")


def check_load(report: LoadReport, answer: Answer) -> None:
    """Every request of the load must have been answered, and on the right side of status 400 (wrk counts no more)."""
    if report.requests == 0 or report.socket_errors:
        raise AnswerError(f"{report.requests} requests were answered, {report.socket_errors} socket errors")
    expected = report.requests if answer.status >= FIRST_ERROR_STATUS else 0
    if report.status_errors != expected:
        raise AnswerError(f"{report.status_errors} of {report.requests} answers had an error status, not {expected}")
