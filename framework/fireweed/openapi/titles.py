"""Titles: names for people."""

from fireweed.endpoint.fields import InputField


def build_title(name: str) -> str:
    """A name for people: `item_id` as "Item Id"."""
    return name.title().replace("_", " ")


def choose_title(field: InputField) -> str:
    """The title of a field's schema: the one given, or one made of its name."""
    return field.info.title or build_title(field.alias)
