import copy
import pickle

import pytest

from fireweed.http.state import State


def test_attributes_and_items_are_the_same() -> None:
    state = State()

    state.a = 1
    state["b"] = 2

    assert (state["a"], state.b) == (1, 2)
    assert list(state) == ["a", "b"]
    assert len(state) == 2
    assert "a" in state


def test_deletes_either_way() -> None:
    state = State({"a": 1, "b": 2})

    del state.a
    del state["b"]

    assert len(state) == 0


def test_keeps_values_in_the_dict_given() -> None:
    values: dict[str, object] = {}

    State(values).a = 1

    assert values == {"a": 1}


@pytest.mark.parametrize("name", ["items", "keys", "get", "update", "copy"])
def test_any_name_is_free(name: str) -> None:
    state = State()

    setattr(state, name, 1)

    assert getattr(state, name) == 1


def test_an_absent_attribute_says_its_name() -> None:
    state = State()

    with pytest.raises(AttributeError, match="'State' object has no attribute 'x'"):
        _ = state.x
    with pytest.raises(AttributeError, match="'State' object has no attribute 'x'"):
        del state.x


def test_an_absent_item_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="x"):
        State()["x"]


def test_two_states_are_equal_only_if_they_are_one() -> None:
    assert State({"a": 1}) != State({"a": 1})


def test_is_copied_without_sharing() -> None:
    state = State({"a": [1]})

    shallow, deep, pickled = copy.copy(state), copy.deepcopy(state), pickle.loads(pickle.dumps(state))
    state.b = 2

    assert list(shallow) == list(deep) == list(pickled) == ["a"]
    assert shallow.a is state.a
    assert deep.a is not state.a
