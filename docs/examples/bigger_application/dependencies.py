"""What several routers ask for."""

from typing import Annotated

from fireweed import Header, HTTPException, status


async def require_librarian(x_badge: Annotated[str | None, Header()] = None) -> None:
    if x_badge != "librarian":
        raise HTTPException(status.HTTP_403_FORBIDDEN, "this is for librarians")
