"""What is wrong with a form. The messages are part of what clients see."""

from typing import Final

INVALID_MULTIPART: Final = "Invalid multipart data."
MISSING_BOUNDARY: Final = "Missing boundary in multipart."
MISSING_NAME: Final = 'The Content-Disposition header field "name" must be provided.'
UNSUPPORTED_CHARSET: Final = "Unsupported charset in multipart."


class MultiPartException(Exception):
    """A form, of either encoding, is malformed or exceeds a limit. Inside an application it is answered with 400."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
