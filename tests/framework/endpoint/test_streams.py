from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Generator, Iterable, Iterator
from typing import Annotated, Any

import pytest

from fireweed.defaults import Default
from fireweed.endpoint.signature import EMPTY, Unevaluated
from fireweed.endpoint.streams import choose_item, is_stream
from fireweed.exceptions import DeclarationError


async def yielding() -> AsyncIterator[int]:
    yield 1


def yielding_in_threads() -> Iterator[int]:
    yield 1


async def returning() -> AsyncIterator[int]:
    return yielding()


def test_what_yields_is_a_stream() -> None:
    assert [is_stream(endpoint) for endpoint in (yielding, yielding_in_threads, returning)] == [True, True, False]


@pytest.mark.parametrize(
    ("annotation", "item"),
    [
        (AsyncIterable[int], int),
        (AsyncIterator[int], int),
        (AsyncGenerator[int, None], int),
        (Iterable[int], int),
        (Iterator[int], int),
        (Generator[int, None, str], int),
        (Annotated[Iterable[int | None], "note"], int | None),
        (AsyncIterable, EMPTY),
        (EMPTY, EMPTY),
        (None, EMPTY),
        (int, EMPTY),
        (list[int], EMPTY),
    ],
    ids=str,
)
def test_item_is_named_by_the_return_annotation(annotation: Any, item: Any) -> None:
    assert choose_item(yielding, Default(None), annotation) == item


@pytest.mark.parametrize(
    ("response_model", "item"),
    [(str, str), (list[str], str), (AsyncIterable[str], str), (dict[str, int], dict[str, int]), (None, EMPTY)],
    ids=str,
)
def test_response_model_wins(response_model: Any, item: Any) -> None:
    assert choose_item(yielding, response_model, AsyncIterable[int]) == item


def test_annotation_that_cannot_be_evaluated_is_refused() -> None:
    with pytest.raises(DeclarationError, match=r"^yielding at .*: the return annotation 'Item' \(NameError: no Item\)"):
        choose_item(yielding, Default(None), Unevaluated("Item", NameError("no Item")))
