"""Starting the server: `run`, which blocks and is a whole program, and `serve`, for a loop that runs already."""

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from signal import Signals

from fireweed_server import last_resort
from fireweed_server.errors import ServerError
from fireweed_server.hang_up import reloading_on_hang_up
from fireweed_server.importer import describe_error
from fireweed_server.loading import AppSource, load_app
from fireweed_server.logs.messages import configure_logging, log_answer, tell_failure
from fireweed_server.logs.output import fill_standard_descriptors
from fireweed_server.loops import LoopFactory, find_loop_factory
from fireweed_server.server import OnStart, Server
from fireweed_server.settings import Settings, build_settings
from fireweed_server.signals import answering_signal, interruptible, stopping_on_signals
from fireweed_server.systemd import ServiceNotifier
from fireweed_server.trust import describe_trust

logger = logging.getLogger("fireweed.server")


def run(app: AppSource, **options: object) -> None:
    """Serve `app`, an ASGI application or its name ("module:attribute" or a file), until a signal ends it.

    With `factory` it is a function that returns the application, or the name of one.
    `options` are those of the command line, with underscores: `run(app, port=80, access_log=False)`. An impossible one
    raises OptionError. Whatever else keeps the server from serving is reported on standard error and ends the process
    (SystemExit) with status 3 if the application failed to start, else with 1.
    """
    run_settings(app, build_settings(options))


def run_settings(
    app: AppSource, settings: Settings, on_start: OnStart | None = None, *, preload: Sequence[str] = ()
) -> None:
    """Do what `run` does with settings that are made already.

    `on_start` gets the server once it accepts; with several processes, in the first that does, so it must be a function
    of a module. `preload` are modules that an application surely needs: further processes import
    them before it, and reloading does not wait for that.
    """
    fill_standard_descriptors()
    try:
        loop_factory = find_loop_factory(settings.loop)
        if settings.reload:
            from fireweed_server.supervisor.reloader import run_reloading

            status = run_reloading(app, settings, on_start, preload)
        elif settings.workers is not None:
            from fireweed_server.supervisor.workers import run_workers

            status = run_workers(app, settings, on_start, preload)
        else:
            status = _run_alone(app, settings, on_start, loop_factory)
    except ServerError as error:
        tell_failure(describe_error(error), settings.log_format)
        status = error.exit_code
    except KeyboardInterrupt:  # while the application was imported; later on the signal stops the server
        status = 130
    if status:
        sys.exit(status)


async def serve(app: AppSource, *, on_start: OnStart | None = None, **options: object) -> None:
    """Serve `app` in the running loop until this is cancelled or `stop()` is called on the server.

    `on_start` gets the `Server` once it accepts, and from it its `addresses`. Signals and logging stay the caller's.
    Raises a ServerError if it cannot serve.
    """
    settings = build_settings(options)
    await Server(settings, load_app(app, settings)).serve(on_start)


def _run_alone(app: AppSource, settings: Settings, on_start: OnStart | None, loop_factory: LoopFactory | None) -> int:
    try:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            runner.run(_serve_as_program(app, settings, on_start))
    finally:
        last_resort.call_off()
    return 0


async def _serve_as_program(app: AppSource, settings: Settings, on_start: OnStart | None) -> None:
    # Imported while the loop runs: modules of applications make clients and locks that look for it.
    with interruptible():
        server = Server(settings, load_app(app, settings))
    # Only now: the application's module may have configured logging.
    configure_logging(settings.log_level, settings.log_format)
    name = app if isinstance(app, str) else type(app).__name__
    notifier = ServiceNotifier(os.environ)

    def announce(server: Server) -> None:
        if trust := describe_trust(settings):
            logger.info(trust)
        _announce(server, name)
        notifier.ready(f"Serving {name}")
        notifier.start_watchdog(asyncio.get_running_loop())
        if on_start is not None:
            on_start(server)

    def reload() -> None:
        notifier.reloading()
        logger.info("Reading certificates anew on SIGHUP; the application stays (with workers it would be renewed).")
        server.reload_certificates()
        notifier.ready(f"Serving {name}")

    def stop(signal: Signals) -> None:
        logger.info("Stopping on %s, once requests have finished; a second signal ends it at once.", signal.name)
        notifier.stopping()
        server.stop()

    loop = asyncio.get_running_loop()
    limit = settings.graceful_shutdown_timeout + last_resort.LEAVE_TIME
    with stopping_on_signals(loop, stop, limit), answering_signal(loop, server.describe, log_answer):
        try:
            with reloading_on_hang_up(asyncio.get_running_loop(), reload):
                await server.serve(announce)
        finally:
            notifier.stop_watchdog()


def _announce(server: Server, name: str) -> None:
    loop = asyncio.get_running_loop()
    addresses, loop_name = " and ".join(server.addresses), type(loop).__module__.partition(".")[0]
    logger.info("Serving %s on %s (process %d, %s). Ctrl+C stops it.", name, addresses, os.getpid(), loop_name)
    if loop.get_debug():
        logger.warning("asyncio runs in debug mode, which makes every request several times slower.")
