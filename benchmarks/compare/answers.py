"""A figure counts only if the answers are right: asked before and after the load, and of what wrk counted."""

import http.client
import json

from benchmarks.compare.errors import AnswerError
from benchmarks.compare.scenarios import Answer, Request
from benchmarks.compare.wrk import LoadReport

FIRST_ERROR_STATUS = 400


def check_answer(port: int, request: Request, answer: Answer) -> None:
    """Send `request` once on a connection of its own; AnswerError unless status and JSON body are as expected."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(request.method, request.target, request.body or None, dict(request.headers))
        response = connection.getresponse()
        check_response(response.status, response.read(), answer)
    except (OSError, http.client.HTTPException) as error:
        raise AnswerError(f"{request.method} {request.target} was not answered: {error!r}") from error
    finally:
        connection.close()


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
