"""What serves the programs of `tests/compat/programs`, in an empty directory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.served_programs import Serve, serving_programs

PROGRAMS = Path(__file__).parents[1] / "programs"


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    with serving_programs(PROGRAMS, tmp_path) as serve:
        yield serve
