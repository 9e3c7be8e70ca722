"""Responses that send the client elsewhere."""

from collections.abc import Mapping
from urllib.parse import quote

from fireweed.background import BackgroundTask
from fireweed.http.url import URL
from fireweed.responses.base import Response

_LEFT_AS_IT_IS = ":/%#?=@[]!$&'()*+,;"


class RedirectResponse(Response):
    """A response without content that names another URL; what a URL cannot hold is percent-encoded.

    307 repeats the request as it was, 303 turns it into a GET (RFC 9110 §15.4).
    """

    def __init__(
        self,
        url: str | URL,
        status_code: int = 307,
        headers: Mapping[str, str] | None = None,
        background: BackgroundTask | None = None,
    ) -> None:
        super().__init__(status_code=status_code, headers=headers, background=background)
        self.headers["location"] = quote(str(url), safe=_LEFT_AS_IT_IS)
