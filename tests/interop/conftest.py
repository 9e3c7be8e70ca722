"""The application of no framework, served once for all clients of a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from interop.serving import Site, serving


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving("raw:app", folder=tmp_path_factory.mktemp("raw")) as site:
        yield site


@pytest.fixture(scope="module")
def big_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20 MiB in which every piece is another."""
    path = tmp_path_factory.mktemp("upload") / "big"
    path.write_bytes(b"".join(number.to_bytes(4) * 1024 for number in range(5120)))
    return path
