"""Watches the temporary files that parsers make."""

import tempfile
from collections.abc import Callable
from typing import Any

import pytest

from kit.threads import Blockade


class Disk:
    """Knows all spooled files made since. `on_write`, called in the thread that writes to disk, may block or fail."""

    def __init__(self) -> None:
        self.files: list[tempfile.SpooledTemporaryFile[bytes]] = []
        self.on_write: Callable[[], Any] = lambda: None

    @property
    def is_clean(self) -> bool:
        """Whether files were made, and every one is closed."""
        return bool(self.files) and all(file.closed for file in self.files)

    def block_writes(self) -> Blockade:
        """Let writes wait until they are released."""
        self.on_write = blockade = Blockade()
        return blockade


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()

    class WatchedFile(tempfile.SpooledTemporaryFile[bytes]):
        def __init__(self, max_size: int) -> None:
            super().__init__(max_size)
            disk.files.append(self)

        def rollover(self) -> None:
            disk.on_write()
            super().rollover()

    monkeypatch.setattr("fireweed.forms.spool.SpooledTemporaryFile", WatchedFile)
    return disk
