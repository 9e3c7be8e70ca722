"""One of the two libraries: the same classes are found in it under the same names."""

import importlib
from typing import Any

FIREWEED, STARLETTE = "fireweed", "starlette"
LIBRARIES = (FIREWEED, STARLETTE)

_APPLICATIONS = {
    FIREWEED: ("core.application", "Application"),
    STARLETTE: ("applications", "Starlette"),
}


class Library:
    """A library, imported module by module when a scenario asks for it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def get(self, module: str, name: str) -> Any:
        """Return what `module` of the library calls `name`."""
        return getattr(importlib.import_module(f"{self.name}.{module}"), name)

    def build_application(self, **options: Any) -> Any:
        """An application without typed endpoints, of the class that each library calls by a name of its own."""
        return self.get(*_APPLICATIONS[self.name])(**options)
