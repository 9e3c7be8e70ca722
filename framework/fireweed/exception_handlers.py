"""The handlers that a typed application begins with; import them to build your own on top."""

from fireweed.encoders import jsonable_encoder
from fireweed.exceptions import BaseHTTPException, RequestValidationError
from fireweed.requests import Request
from fireweed.responses import JSONResponse, Response
from fireweed.status import HTTP_422_UNPROCESSABLE_CONTENT


async def http_exception_handler(request: Request, exc: BaseHTTPException) -> Response:
    """`{"detail": ...}` with the status and headers of the exception; no body where the status allows none."""
    if exc.status_code < 200 or exc.status_code in (204, 205, 304):
        return Response(status_code=exc.status_code, headers=exc.headers)
    return JSONResponse({"detail": exc.detail}, status_code=exc.status_code, headers=exc.headers)


async def request_validation_exception_handler(request: Request, exc: RequestValidationError) -> JSONResponse:
    """422 with the list of errors as `detail`."""
    return JSONResponse({"detail": jsonable_encoder(exc.errors())}, status_code=HTTP_422_UNPROCESSABLE_CONTENT)
