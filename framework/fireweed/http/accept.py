"""What a client says it accepts (RFC 9110 §12.5.1)."""

from collections.abc import Iterable

_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def accepts_page(values: Iterable[str]) -> bool:
    """Tell whether the values of `accept` name a type of web page, as browsers do to go somewhere; `*/*` does not."""
    return any(_is_page(item) for value in values for item in value.split(","))


def _is_page(item: str) -> bool:
    media_type, *parameters = item.split(";")
    return media_type.strip().lower() in _PAGES and _get_quality(parameters) != 0


def _get_quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                break
    return 1.0
