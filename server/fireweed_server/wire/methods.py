"""The methods that are served, by their bytes."""

from collections.abc import Mapping
from typing import Final

METHODS: Final[Mapping[bytes, str]] = {
    method: method.decode("ascii")
    for method in (
        b"GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT QUERY COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH "
        b"UNLOCK BIND REBIND UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PURGE "
        b"MKCALENDAR LINK UNLINK"
    ).split()
}
"""Those of HTTP and its extensions for documents (WebDAV and others); not those of RTSP and ICE."""
