import dataclasses
from typing import Any

import pytest

from fireweed.params import Depends, Security


def dependency() -> int:
    return 1


def test_depends_has_what_users_rely_on() -> None:
    marker = Depends(dependency)

    assert (marker.dependency, marker.use_cache, marker.scope) == (dependency, True, None)


def test_depends_may_leave_the_dependency_to_the_annotation() -> None:
    assert Depends().dependency is None


def test_equal_markers_are_equal_and_hash_alike() -> None:
    assert Depends(dependency) == Depends(dependency)
    assert hash(Depends(dependency)) == hash(Depends(dependency))
    assert Depends(dependency) != Depends(dependency, use_cache=False)


def test_depends_cannot_be_changed() -> None:
    marker = Depends(dependency)

    with pytest.raises(dataclasses.FrozenInstanceError):
        marker.use_cache = False  # type: ignore[misc]  # that it is refused is what is tested


@pytest.mark.parametrize("scope", ["function", "request", None])
def test_scope_is_one_of_two_or_left_open(scope: Any) -> None:
    assert Depends(dependency, scope=scope).scope == scope


@pytest.mark.parametrize("scope", ["session", "Function", "", 1])
def test_unknown_scope_is_refused(scope: Any) -> None:
    with pytest.raises(ValueError, match='The scope of a dependency is "function", "request" or "app", not'):
        Depends(dependency, scope=scope)


def test_security_is_a_dependency_with_scopes() -> None:
    marker = Security(dependency, scopes=["read", "write"])

    assert isinstance(marker, Depends)
    assert marker.scopes == ["read", "write"]
    assert marker == Security(dependency, scopes=["read", "write"])


def test_security_needs_no_scopes() -> None:
    assert Security(dependency).scopes is None


def test_scopes_in_one_string_are_refused() -> None:
    with pytest.raises(TypeError, match=r"Write scopes=\['read', 'write'\]\."):
        Security(dependency, scopes="read write")


def test_security_refuses_an_unknown_scope_too() -> None:
    with pytest.raises(ValueError, match="not 'session'"):
        Security(dependency, scope="session")  # type: ignore[arg-type]  # that it is refused is what is tested
