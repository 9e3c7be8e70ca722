from collections.abc import Callable
from typing import Any

import pytest

from fireweed.routes import Mount, Route, Router
from kit.apps import answering

DECLARATIONS: list[Callable[[Any], Any]] = [
    lambda limit: Route("/", answering(), max_body_size=limit),
    lambda limit: Mount("/", answering(), max_body_size=limit),
    lambda limit: Router(max_body_size=limit),
]


@pytest.mark.parametrize("declare", DECLARATIONS, ids=["route", "mount", "router"])
@pytest.mark.parametrize("limit", [True, -1, 1.5, "1"])
def test_rejects_what_is_no_size(declare: Callable[[Any], Any], limit: Any) -> None:
    with pytest.raises(ValueError, match=r"^max_body_size must be a non-negative integer or None$"):
        declare(limit)


@pytest.mark.parametrize("declare", DECLARATIONS, ids=["route", "mount", "router"])
@pytest.mark.parametrize("limit", [None, 0, 1024])
def test_keeps_the_size(declare: Callable[[Any], Any], limit: int | None) -> None:
    assert declare(limit).max_body_size == limit
