"""What `importlib.metadata` is told of distributions called fastapi and starlette."""

import importlib.metadata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from fireweed.compat.tables import VERSIONS

_FOLDER: Final = Path(__file__).parents[2]


class CompatDistribution(importlib.metadata.Distribution):
    """A distribution without files, whose version is the one that programs may expect."""

    def __init__(self, name: str) -> None:
        self._texts = {
            "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {VERSIONS[name]}\n"
            "Summary: Provided by fireweed.compat\nRequires-Dist: fireweed\n",
            "top_level.txt": f"{name}\n",
            "RECORD": "",
        }

    def read_text(self, filename: str) -> str | None:
        """The text of a file of the metadata; None where there is none."""
        return self._texts.get(filename)

    def locate_file(self, path: Any) -> Any:
        """Where the file would be, beside Fireweed: there are none."""
        return _FOLDER / path


def find_distributions(name: str | None) -> Iterable[CompatDistribution]:
    """The distributions that a search asks for; all of them if it names none."""
    wanted = VERSIONS if name is None else [known for known in VERSIONS if known == name.lower()]
    return [CompatDistribution(known) for known in wanted]
