"""Starting the server: `run`, which blocks and is a whole program, and `serve`, for a loop that runs already."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from signal import Signals

from fireweed_server.asgi import ASGIApp
from fireweed_server.errors import OptionError, ServerError
from fireweed_server.importer import call_factory, check_app, describe_cause, import_app
from fireweed_server.logs import configure_logging
from fireweed_server.server import OnStart, Server
from fireweed_server.settings import Settings, build_settings
from fireweed_server.signals import stopping_on_signals
from fireweed_server.systemd import ServiceNotifier

logger = logging.getLogger("fireweed.server")

LoopFactory = Callable[[], asyncio.AbstractEventLoop]

# An application, the name of one, or (with the option `factory`) a function that returns one.
AppSource = ASGIApp | str | Callable[[], ASGIApp]


def run(app: AppSource, **options: object) -> None:
    """Serve `app`, an ASGI application or its name ("module:attribute" or a file), until a signal ends it.

    With `factory` it is a function that returns the application, or the name of one.
    `options` are those of the command line, with underscores: `run(app, port=80, access_log=False)`. An impossible one
    raises OptionError. Whatever else keeps the server from serving is reported on standard error and ends the process
    (SystemExit) with status 3 if the application failed to start, else with 1.
    """
    run_settings(app, build_settings(options))


def run_settings(app: AppSource, settings: Settings, on_start: OnStart | None = None) -> None:
    """Do what `run` does with settings that are made already; `on_start` gets the server once it accepts."""
    try:
        with asyncio.Runner(loop_factory=find_loop_factory(settings.loop)) as runner:
            runner.run(_serve_as_program(app, settings, on_start))
    except ServerError as error:
        report_error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:  # while the application was imported; later on the signal stops the server
        sys.exit(130)


async def serve(app: AppSource, *, on_start: OnStart | None = None, **options: object) -> None:
    """Serve `app` in the running loop until this is cancelled or `stop()` is called on the server.

    `on_start` gets the `Server` once it accepts, and from it its `addresses`. Signals and logging stay the caller's.
    Raises a ServerError if it cannot serve.
    """
    settings = build_settings(options)
    await Server(settings, load_app(app, settings)).serve(on_start)


def load_app(app: AppSource, settings: Settings) -> ASGIApp:
    """The application itself: imported if `app` is its name, made if it is a factory. Raises AppImportError."""
    found: ASGIApp
    if isinstance(app, str):
        found = import_app(app, app_dir=settings.app_dir, is_factory=settings.factory)
    else:
        found = call_factory(app, repr(app)) if settings.factory else check_app(app, repr(app))
    return found


def find_loop_factory(name: str) -> LoopFactory | None:
    """What makes the loop of that name; None stands for asyncio's own. Raises OptionError if uvloop is not there."""
    if name == "asyncio":
        return None
    try:
        import uvloop
    except ImportError:
        if name == "uvloop":
            raise OptionError("Option 'loop' is 'uvloop', which is not installed: pip install uvloop.") from None
        return None
    return uvloop.new_event_loop


def report_error(error: ServerError) -> None:
    """Say on standard error why the server cannot serve, below the traceback if the application's own code raised."""
    sys.stderr.write(f"{describe_cause(error)}Error: {error}\n")


async def _serve_as_program(app: AppSource, settings: Settings, on_start: OnStart | None) -> None:
    # Imported while the loop runs: modules of applications make clients and locks that look for it.
    server = Server(settings, load_app(app, settings))
    # Only now: the application's module may have configured logging.
    configure_logging(settings.log_level)
    name = app if isinstance(app, str) else type(app).__name__
    notifier = ServiceNotifier(os.environ)

    def announce(server: Server) -> None:
        _announce(server, name)
        notifier.ready(f"Serving {name}")
        notifier.start_watchdog(asyncio.get_running_loop())
        if on_start is not None:
            on_start(server)

    def stop(signal: Signals) -> None:
        logger.info("Stopping on %s, once requests have finished; a second signal ends it at once.", signal.name)
        notifier.stopping()
        server.stop()

    with stopping_on_signals(asyncio.get_running_loop(), stop):
        try:
            await server.serve(announce)
        finally:
            notifier.stop_watchdog()


def _announce(server: Server, name: str) -> None:
    loop = asyncio.get_running_loop()
    addresses, loop_name = " and ".join(server.addresses), type(loop).__module__.partition(".")[0]
    logger.info("Serving %s on %s (process %d, %s). Ctrl+C stops it.", name, addresses, os.getpid(), loop_name)
    if loop.get_debug():
        logger.warning("asyncio runs in debug mode, which makes every request several times slower.")
