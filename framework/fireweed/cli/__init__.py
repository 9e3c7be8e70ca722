"""The command `fw`."""

from fireweed.cli.command import main

__all__ = ["main"]
