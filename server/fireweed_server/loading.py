"""The application that is to be served, whichever way it was given. Knows nothing of serving it."""

from collections.abc import Callable

from fireweed_server.asgi import ASGIApp
from fireweed_server.importer import call_factory, check_app, import_app
from fireweed_server.settings import Settings

# An application, the name of one, or (with the option `factory`) a function that returns one.
AppSource = ASGIApp | str | Callable[[], ASGIApp]


def load_app(app: AppSource, settings: Settings) -> ASGIApp:
    """The application itself: imported if `app` is its name, made if it is a factory. Raises AppImportError."""
    found: ASGIApp
    if isinstance(app, str):
        found = import_app(app, app_dir=settings.app_dir, is_factory=settings.factory)
    else:
        found = call_factory(app, repr(app)) if settings.factory else check_app(app, repr(app))
    return found
