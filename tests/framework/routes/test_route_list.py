from collections.abc import Callable

import pytest

from fireweed.routes.base import BaseRoute
from fireweed.routes.route_list import RouteList, changes

FIRST, SECOND = BaseRoute(), BaseRoute()


def add_in_place(routes: RouteList) -> None:
    routes += [SECOND]


def repeat_in_place(routes: RouteList) -> None:
    routes *= 2


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda routes: routes.append(SECOND), [FIRST, SECOND]),
        (lambda routes: routes.extend([SECOND]), [FIRST, SECOND]),
        (lambda routes: routes.insert(0, SECOND), [SECOND, FIRST]),
        (lambda routes: routes.pop(), []),
        (lambda routes: routes.remove(FIRST), []),
        (lambda routes: routes.clear(), []),
        (lambda routes: routes.reverse(), [FIRST]),
        (lambda routes: routes.sort(key=id), [FIRST]),
        (lambda routes: routes.__setitem__(0, SECOND), [SECOND]),
        (lambda routes: routes.__setitem__(slice(None), [SECOND, FIRST]), [SECOND, FIRST]),
        (lambda routes: routes.__delitem__(0), []),
        (add_in_place, [FIRST, SECOND]),
        (repeat_in_place, [FIRST, FIRST]),
    ],
    ids=["append", "extend", "insert", "pop", "remove", "clear", "reverse", "sort", "set", "slice", "del", "+=", "*="],
)
def test_every_change_counts(change: Callable[[RouteList], None], expected: list[BaseRoute]) -> None:
    routes = RouteList([FIRST])
    before = changes.count

    change(routes)

    assert changes.count > before
    assert routes == expected
