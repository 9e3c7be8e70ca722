from typing import Any

import pytest

from fireweed.http.multidict import ImmutableMultiDict, MultiDict

PAIRS = [("a", "1"), ("b", "2"), ("a", "3")]


@pytest.mark.parametrize(
    "items",
    [PAIRS, ImmutableMultiDict(PAIRS), [["a", "1"], ["b", "2"], ["a", "3"]], iter(PAIRS)],
    ids=["pairs", "multidict", "lists", "iterator"],
)
def test_keeps_every_pair_in_order(items: Any) -> None:
    assert ImmutableMultiDict(items).multi_items() == PAIRS


def test_is_made_from_a_mapping() -> None:
    assert ImmutableMultiDict({"a": "1"}).multi_items() == [("a", "1")]


def test_adds_keyword_arguments_behind() -> None:
    assert ImmutableMultiDict({"a": "1"}, a="2").multi_items() == [("a", "1"), ("a", "2")]


def test_shows_the_last_value_as_a_mapping() -> None:
    fields = ImmutableMultiDict(PAIRS)

    assert fields["a"] == "3"
    assert dict(fields) == {"a": "3", "b": "2"}
    assert list(fields.items()) == [("a", "3"), ("b", "2")]
    assert list(fields.keys()) == ["a", "b"]
    assert list(fields.values()) == ["3", "2"]
    assert len(fields) == 2


def test_lists_all_values_of_a_key() -> None:
    fields = ImmutableMultiDict(PAIRS)

    assert fields.getlist("a") == ["1", "3"]
    assert fields.getlist("absent") == []


def test_raises_key_error_for_an_absent_key() -> None:
    with pytest.raises(KeyError, match="absent"):
        ImmutableMultiDict(PAIRS)["absent"]


def test_equality_ignores_the_order_of_keys() -> None:
    assert ImmutableMultiDict([("a", 1), ("b", 2)]) == ImmutableMultiDict([("b", 2), ("a", 1)])


def test_equality_regards_the_order_of_values() -> None:
    assert ImmutableMultiDict([("a", 1), ("a", 2)]) != ImmutableMultiDict([("a", 2), ("a", 1)])


@pytest.mark.parametrize("other", [MultiDict(a=1), {"a": 1}, [("a", 1)]], ids=["mutable", "dict", "list"])
def test_equals_no_other_class(other: object) -> None:
    assert ImmutableMultiDict(a=1) != other


def test_is_not_hashable() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(ImmutableMultiDict(PAIRS))


def test_repr_shows_the_pairs() -> None:
    assert repr(MultiDict(PAIRS)) == "MultiDict([('a', '1'), ('b', '2'), ('a', '3')])"


def test_assignment_replaces_all_values() -> None:
    fields = MultiDict(PAIRS)

    fields["a"] = "x"

    assert fields.multi_items() == [("b", "2"), ("a", "x")]


def test_deletion_removes_all_values() -> None:
    fields = MultiDict(PAIRS)

    del fields["a"]

    assert fields.multi_items() == [("b", "2")]
    assert "a" not in fields


def test_deletion_of_an_absent_key_raises() -> None:
    fields = MultiDict(PAIRS)

    with pytest.raises(KeyError, match="absent"):
        del fields["absent"]


def test_pop_returns_the_last_value_and_removes_all() -> None:
    fields = MultiDict(PAIRS)

    assert fields.pop("a") == "3"
    assert fields.multi_items() == [("b", "2")]


@pytest.mark.parametrize(("arguments", "expected"), [((), None), (("d",), "d")], ids=["no-default", "default"])
def test_pop_of_an_absent_key_returns_the_default(arguments: tuple[str, ...], expected: str | None) -> None:
    assert MultiDict(PAIRS).pop("absent", *arguments) == expected


def test_popitem_removes_the_newest_key() -> None:
    fields = MultiDict(PAIRS)

    assert fields.popitem() == ("b", "2")
    assert fields.multi_items() == [("a", "1"), ("a", "3")]


def test_popitem_of_an_empty_one_raises() -> None:
    with pytest.raises(KeyError):
        MultiDict().popitem()


def test_poplist_returns_all_values() -> None:
    fields = MultiDict(PAIRS)

    assert fields.poplist("a") == ["1", "3"]
    assert fields.poplist("a") == []


def test_setlist_replaces_all_values() -> None:
    fields = MultiDict(PAIRS)

    fields.setlist("a", ["x", "y"])

    assert fields.getlist("a") == ["x", "y"]
    assert fields["a"] == "y"


def test_setlist_without_values_removes_the_key() -> None:
    fields = MultiDict(PAIRS)

    fields.setlist("a", [])

    assert fields.multi_items() == [("b", "2")]
    assert dict(fields) == {"b": "2"}


def test_setlist_takes_the_values_it_replaces() -> None:
    fields = MultiDict(PAIRS)

    fields.setlist("a", (value + "!" for value in fields.getlist("a")))

    assert fields.getlist("a") == ["1!", "3!"]


def test_append_adds_a_value() -> None:
    fields = MultiDict(PAIRS)

    fields.append("a", "4")

    assert fields.getlist("a") == ["1", "3", "4"]
    assert fields["a"] == "4"


def test_setdefault_keeps_what_is_there() -> None:
    fields = MultiDict(PAIRS)

    assert fields.setdefault("a", "x") == "3"
    assert fields.setdefault("c", "x") == "x"
    assert fields.multi_items() == [*PAIRS, ("c", "x")]


def test_update_replaces_the_values_of_the_keys_given() -> None:
    fields = MultiDict(PAIRS)

    fields.update([("a", "7"), ("a", "8")], c="9")

    assert fields.multi_items() == [("b", "2"), ("a", "7"), ("a", "8"), ("c", "9")]
    assert dict(fields) == {"a": "8", "b": "2", "c": "9"}


def test_clear_removes_everything() -> None:
    fields = MultiDict(PAIRS)

    fields.clear()

    assert fields.multi_items() == []
    assert len(fields) == 0


def test_a_copy_does_not_follow_its_source() -> None:
    source = MultiDict(PAIRS)
    copy = MultiDict(source)

    copy.append("a", "4")

    assert source.multi_items() == PAIRS
