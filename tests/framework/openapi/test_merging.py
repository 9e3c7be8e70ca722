import pytest

from fireweed.openapi.merging import Json, Place, cut_at_form_feed, merge


@pytest.mark.parametrize(
    ("target", "extra", "merged"),
    [
        pytest.param({"a": 1}, {"b": 2}, {"a": 1, "b": 2}, id="members are added"),
        pytest.param({"a": 1}, {"a": 2}, {"a": 2}, id="scalars are replaced"),
        pytest.param({"a": {"b": 1, "c": 1}}, {"a": {"b": 2}}, {"a": {"b": 2, "c": 1}}, id="objects are merged"),
        pytest.param({"a": [1]}, {"a": [2]}, {"a": [1, 2]}, id="lists are joined"),
        pytest.param({"a": [1]}, {"a": {"b": 1}}, {"a": {"b": 1}}, id="other kinds are replaced"),
    ],
)
def test_merges(target: Json, extra: Json, merged: Json) -> None:
    merge(target, extra)

    assert target == merged


def test_what_was_merged_in_is_not_changed_by_later_merging() -> None:
    shared: Json = {"404": {"content": {"text/plain": {}}, "tags": [{"name": "a"}]}}
    target: Json = {}

    merge(target, shared)
    merge(target, {"404": {"content": {"text/plain": {"example": "x"}}}})
    target["404"]["tags"][0]["name"] = "b"

    assert shared == {"404": {"content": {"text/plain": {}}, "tags": [{"name": "a"}]}}


def test_places_keep_their_identity() -> None:
    place = Place()
    target: Json = {}

    merge(target, {"schema": place})

    assert target["schema"] is place


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Shown.", "Shown."), ("Shown.\n\fHidden.", "Shown."), ("\fHidden.", ""), ("", "")],
    ids=["without", "with", "first", "empty"],
)
def test_form_feed_hides_what_follows(text: str, shown: str) -> None:
    assert cut_at_form_feed(text) == shown
