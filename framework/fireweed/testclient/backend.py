"""Which event loop a test client runs on, from its `backend` and `backend_options`."""

import asyncio
from collections.abc import Mapping
from typing import Any

from fireweed.exceptions import FireweedError
from fireweed.testclient.loop import LoopDriver, LoopFactory

_OPTIONS = ("debug", "loop_factory", "use_uvloop")


def build_loop_driver(backend: str, options: Mapping[str, Any] | None) -> LoopDriver:
    """Build the driver for a backend, which must be "asyncio".

    Options: `debug` (asyncio's debug mode, off), `loop_factory` (a function that makes the loop), `use_uvloop` (off).
    """
    if backend != "asyncio":
        raise FireweedError(f'The test client has no backend {backend!r}. Use "asyncio", the default.')
    chosen = dict(options or {})
    for name in chosen:
        if name not in _OPTIONS:
            raise FireweedError(f"Unknown backend option {name!r}. There are: {', '.join(_OPTIONS)}.")
    return LoopDriver(_choose_loop_factory(chosen), debug=bool(chosen.get("debug")))


def _choose_loop_factory(options: Mapping[str, Any]) -> LoopFactory:
    loop_factory: LoopFactory | None = options.get("loop_factory")
    if loop_factory is not None:
        return loop_factory
    return _import_uvloop() if options.get("use_uvloop") else asyncio.new_event_loop


def _import_uvloop() -> LoopFactory:
    try:
        import uvloop
    except ModuleNotFoundError:
        message = "The backend option `use_uvloop` needs 'uvloop'. Install it, or leave the option out."
        raise FireweedError(message) from None
    return uvloop.new_event_loop
