"""Declared errors that the document could not show are refused when they are declared."""

from typing import Any

import pytest

from fireweed import APIRouter, Fireweed, HTTPException


@pytest.mark.parametrize(
    ("raises", "remedy"),
    [
        pytest.param(HTTPException(404), "raises is a list", id="exception instead of list"),
        pytest.param(ValueError, "raises is a list", id="class instead of list"),
        pytest.param("404", "raises is a list", id="string"),
        pytest.param(404, "raises is a list", id="number"),
        pytest.param([404], r"Write HTTPException\(404, 'Not here'\)", id="status in list"),
        pytest.param([ValueError("no")], "or the class of an error of your own", id="instance of another exception"),
    ],
)
def test_refuses_what_is_no_list_of_exceptions(raises: Any, remedy: str) -> None:
    with pytest.raises(TypeError, match=remedy):
        APIRouter(raises=raises)


@pytest.mark.parametrize("error", [ValueError, HTTPException])
def test_refuses_class_without_status(error: type[Exception]) -> None:
    with pytest.raises(
        ValueError, match=f"holds {error.__name__}, which has no status. Give the class a `status_code`"
    ):
        Fireweed(raises=[error])


@pytest.mark.parametrize("status", [200, 299, 600])
def test_refuses_status_that_is_no_error(status: int) -> None:
    with pytest.raises(ValueError, match=f"status {status} is no error. Declare it in `responses`"):
        APIRouter(raises=[HTTPException(status)])


def test_says_where_the_mistake_is() -> None:
    router, app = APIRouter(), Fireweed()

    with pytest.raises(TypeError, match=r"^include_router: raises holds 404"):
        app.include_router(router, raises=[404])  # type: ignore[list-item]  # the mistake


def test_none_declares_nothing() -> None:
    assert APIRouter(raises=None).raises == []
