"""Applications around applications. `Middleware` declares one; `fireweed.middleware.NAME` holds each."""

from fireweed.middleware.declaration import Middleware

__all__ = ["Middleware"]
