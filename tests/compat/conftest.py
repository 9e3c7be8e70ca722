"""The hook, installed for one test."""

from collections.abc import Iterator

import pytest

from fireweed import compat


@pytest.fixture
def hook() -> Iterator[None]:
    compat.install()
    yield
    compat.uninstall()
