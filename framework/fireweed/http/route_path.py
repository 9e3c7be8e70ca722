"""The part of a request's path that routes match: below where the application is mounted."""

from fireweed.types import Scope


def get_route_path(scope: Scope) -> str:
    """Return the path without `root_path` (ASGI HTTP scope).

    A path that does not lie below `root_path`, segment for segment, is returned unchanged: a proxy has already taken
    the prefix away.
    """
    path: str = scope["path"]
    root_path: str = scope.get("root_path", "")
    if not root_path:
        return path
    root_path = root_path.rstrip("/")
    if path == root_path or path.startswith(f"{root_path}/"):
        return path[len(root_path) :]
    return path
