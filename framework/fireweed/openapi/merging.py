"""Parts of a document: what they are made of, and how what a user says is merged into what was found out."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


class Place(Json):
    """An object of the document that is filled in later; it is never copied."""

    __slots__ = ()


def merge(target: Json, extra: Mapping[str, Any]) -> None:
    """Merge `extra` into `target`: objects member by member, lists joined, everything else replaced.

    `extra` is copied, since users share such objects between operations.
    """
    for key, value in extra.items():
        present = target.get(key)
        if isinstance(present, dict) and isinstance(value, Mapping):
            merge(present, value)
        elif isinstance(present, list) and isinstance(value, list):
            target[key] = present + _copy(value)
        else:
            target[key] = _copy(value)


def cut_at_form_feed(text: str) -> str:
    """The text up to a form feed, which hides what follows from the document."""
    return text.partition("\f")[0].strip()


def _copy(value: Any) -> Any:
    if type(value) is dict:
        return {key: _copy(member) for key, member in value.items()}
    return [_copy(item) for item in value] if type(value) is list else value
