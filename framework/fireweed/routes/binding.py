"""Functions that turn the text of a template's parameters into their values, made once for templates that are alike.

Each returns None where a convertor refuses its text (ValueError).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from fireweed.routes.converters import PathConvertor, StringConvertor
from fireweed.routes.template import PathTemplate

Convert = Callable[[str], Any]
Captured = tuple[str, ...]
Bind = Callable[[Captured], dict[str, Any] | None]


def build_bind(template: PathTemplate) -> Bind:
    """Return the function that takes the text of all parameters of `template`, in their order."""
    converts = {name: convertor.convert for name, convertor in template.convertors.items()}
    if len(converts) == 1:
        return _build_single(*converts.popitem())
    is_text = {name: type(convertor) in _TEXT for name, convertor in template.convertors.items()}
    to_convert = ((name, convert) for name, convert in converts.items() if not is_text[name])
    return _build_general(tuple(converts), tuple(to_convert))


_TEXT = frozenset({StringConvertor, PathConvertor})
"""What needs no conversion."""


# PERF: the templates of a program have few sets of parameters, and most have none (benchmarks/startup).


@lru_cache(maxsize=1024)
def _build_single(name: str, convert: Convert) -> Bind:
    # PERF: half the cost of the general form (benchmarks/micro/routing.py).
    def bind(captured: Captured) -> dict[str, Any] | None:
        try:
            return {name: convert(captured[0])}
        except ValueError:
            return None

    return bind


@lru_cache(maxsize=1024)
def _build_general(names: tuple[str, ...], converts: tuple[tuple[str, Convert], ...]) -> Bind:
    def bind(captured: Captured) -> dict[str, Any] | None:
        params: dict[str, Any] = dict(zip(names, captured, strict=True))
        try:
            for name, convert in converts:
                params[name] = convert(params[name])
        except ValueError:
            return None
        return params

    return bind
