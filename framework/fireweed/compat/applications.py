"""The application class under the name and with the defaults that programs for FastAPI expect."""

from pathlib import Path

from fireweed.applications import Fireweed


class FastAPI(Fireweed):
    """A `Fireweed` called "FastAPI" unless it has a title, whose pages load their scripts from a CDN."""

    title: str = "FastAPI"
    docs_assets: str | Path = "cdn"
