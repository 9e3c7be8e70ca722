"""What a program should know of a name that it has from Fireweed from now on."""

from collections.abc import Iterator

from fireweed.migration.homes import LOGGER, Home


def describe_move(theirs: str, home: Home) -> Iterator[str]:
    """What is to be said of a name of their module that is at `home` now; mostly nothing."""
    if home.is_private:
        yield f"{home.dotted} is no public name of Fireweed and may change: do without it if you can."
    if home == LOGGER:
        yield "The logger is called 'fireweed' now, no longer 'fastapi': see where loggers are configured."
    if home.name == "__version__":
        yield f"This is the version of Fireweed now, not of {theirs}."
