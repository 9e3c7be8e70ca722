from collections.abc import Iterator

import pytest
from main import Store, app, get_store


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty store instead of the application's own."""
    fresh = Store()
    app.dependency_overrides[get_store] = lambda: fresh
    yield fresh
    app.dependency_overrides.clear()
