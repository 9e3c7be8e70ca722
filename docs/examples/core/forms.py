"""Reading forms: a client may leave a field out, or send a file in its place."""

from fireweed.datastructures import FormData


def read_text(form: FormData, name: str) -> str:
    """The text of a field, "" where there is none."""
    value = form.get(name)
    return value if isinstance(value, str) else ""
