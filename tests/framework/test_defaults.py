import pytest

from fireweed.defaults import Default, DefaultPlaceholder


def test_wraps_a_value() -> None:
    placeholder: object = Default(5)

    assert isinstance(placeholder, DefaultPlaceholder)
    assert placeholder.value == 5
    assert repr(placeholder) == "Default(5)"


@pytest.mark.parametrize("value", [0, 1, "", "x", None, [], [0]], ids=repr)
def test_is_as_true_as_its_value(value: object) -> None:
    assert bool(Default(value)) is bool(value)


def test_equals_a_placeholder_of_the_same_value() -> None:
    assert Default(5) == Default(5)
    assert Default(5) != Default(6)


def test_differs_from_its_value() -> None:
    assert Default(5) != 5
