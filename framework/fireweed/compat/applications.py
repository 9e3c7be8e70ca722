"""The application class under the name and with the defaults that programs for FastAPI expect."""

from pathlib import Path
from typing import Any, Final

from fireweed.applications import Fireweed
from fireweed.options import ApplicationOptions

_KNOWN: Final[frozenset[str]] = ApplicationOptions.__optional_keys__


class FastAPI(Fireweed):
    """A `Fireweed` called "FastAPI" unless it has a title, whose pages load their scripts from a CDN. Options that it
    does not know are kept in `extra`."""

    title: str = "FastAPI"
    docs_assets: str | Path = "cdn"

    def __init__(self, **options: Any) -> None:
        known = {name: options.pop(name) for name in _KNOWN & options.keys()}
        self.extra: dict[str, Any] = options
        super().__init__(**known)
