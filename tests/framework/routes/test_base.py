import asyncio
from typing import Any

import pytest

from fireweed.exceptions import FireweedError
from fireweed.routes import BaseRoute


@pytest.mark.parametrize(
    "call_it",
    [
        lambda route: route.matches({}),
        lambda route: route.url_path_for("a"),
        lambda route: asyncio.run(route.handle({}, None, None)),
    ],
    ids=["matches", "url_path_for", "handle"],
)
def test_unfinished_route_names_the_missing_method(call_it: Any) -> None:
    class Unfinished(BaseRoute): ...

    with pytest.raises(NotImplementedError, match=r"^Unfinished must define (matches|url_path_for|handle)\("):
        call_it(Unfinished())


def test_unfinished_route_cannot_be_below_a_prefix() -> None:
    class Unfinished(BaseRoute): ...

    with pytest.raises(FireweedError, match=r"Unfinished cannot stand below the prefix '/x': .* below\(prefix\)"):
        Unfinished().below("/x")
