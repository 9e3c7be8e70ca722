"""What serves the programs of `tests/compat/programs`, in an empty directory."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kit.served_programs import Serve, serving_programs
from kit.server_process import HANG_LIMIT

PROGRAMS = Path(__file__).parents[1] / "programs"


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    with serving_programs(PROGRAMS, tmp_path) as serve:
        yield serve


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """As `serve`, for programs that keep nothing: the same process answers all the tests of a module."""
    with serving_programs(PROGRAMS, tmp_path_factory.mktemp("shared"), 10 * HANG_LIMIT) as serve:
        yield cache(serve)
