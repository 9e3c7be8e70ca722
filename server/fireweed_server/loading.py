"""The application that is to be served, whichever way it was given. Knows nothing of serving it."""

from collections.abc import Callable

from fireweed_server.asgi import ASGIApp
from fireweed_server.importer import call_factory, import_app
from fireweed_server.interfaces.judging import adapt_app
from fireweed_server.settings import Settings

# An application, the name of one, or (with the option `factory`) a function that returns one.
AppSource = ASGIApp | str | Callable[[], ASGIApp]


def load_app(app: AppSource, settings: Settings) -> ASGIApp:
    """The application itself: imported if `app` is its name, made if it is a factory, adapted if it is not of ASGI 3.

    Raises AppImportError.
    """
    interface = settings.interface
    found: ASGIApp
    if isinstance(app, str):
        found = import_app(app, app_dir=settings.app_dir, is_factory=settings.factory, interface=interface)
    else:
        found = call_factory(app, repr(app), interface) if settings.factory else adapt_app(app, repr(app), interface)
    return found
