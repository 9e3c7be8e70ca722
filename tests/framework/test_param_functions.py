from collections.abc import Callable
from typing import Any

import pytest

from fireweed import params
from fireweed.param_functions import Body, Cookie, Depends, Header, Path, Query, Security


@pytest.mark.parametrize(
    ("function", "marker"),
    [
        (Path, params.Path),
        (Query, params.Query),
        (Header, params.Header),
        (Cookie, params.Cookie),
        (Body, params.Body),
        (Depends, params.Depends),
        (Security, params.Security),
    ],
)
def test_function_returns_its_marker(function: Callable[..., Any], marker: type[Any]) -> None:
    assert type(function()) is marker


@pytest.mark.parametrize("function", [Query, Header, Cookie, Body])
def test_default_is_the_first_argument(function: Callable[..., Any]) -> None:
    assert function(5).default == 5


@pytest.mark.parametrize("function", [Path, Query, Header, Cookie, Body])
def test_options_reach_the_marker(function: Callable[..., Any]) -> None:
    marker = function(title="t", gt=1)

    assert marker.title == "t"
    assert [constraint.gt for constraint in marker.metadata] == [1]


def test_options_of_one_marker_reach_it() -> None:
    assert Header(convert_underscores=False).convert_underscores is False
    assert Body(embed=True, media_type="text/plain").media_type == "text/plain"


def test_depends_passes_its_options() -> None:
    assert Depends(len, use_cache=False, scope="function") == params.Depends(len, False, "function")


def test_security_passes_its_options() -> None:
    assert Security(len, scopes=["a"], use_cache=False) == params.Security(len, use_cache=False, scopes=["a"])


def test_only_the_dependency_is_positional() -> None:
    with pytest.raises(TypeError):
        Depends(len, False)  # type: ignore[call-arg]  # that it is refused is what is tested


@pytest.mark.parametrize("function", [Path, Query, Header, Cookie, Body])
def test_unknown_option_is_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        function(colour="red")
