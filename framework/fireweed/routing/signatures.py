"""What `inspect.signature` tells of classes whose options are a TypedDict: every option with its type and default."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any


class OptionsSignature:
    """The `__signature__` of a class and its subclasses, but for those with an `__init__` of their own.

    `options` is the TypedDict, `get_defaults` gives the defaults of a class.
    """

    def __init__(self, options: Any, get_defaults: Callable[[type], Mapping[str, Any]]) -> None:
        self.options = options
        self.get_defaults = get_defaults

    def __set_name__(self, owner: type, name: str) -> None:
        self.owner: Any = owner

    def __get__(self, instance: object, owner: Any) -> inspect.Signature:
        if instance is not None or owner.__init__ is not self.owner.__init__:
            raise AttributeError("__signature__")  # so that inspect looks for itself
        defaults, keyword = self.get_defaults(owner), inspect.Parameter.KEYWORD_ONLY
        given = list(inspect.signature(owner.__init__).parameters.values())[1:-1]  # without self and **options
        known = {parameter.name for parameter in given}
        options = [
            inspect.Parameter(name, keyword, default=defaults[name], annotation=annotation)
            for name, annotation in self.options.__annotations__.items()
            if name not in known
        ]
        return inspect.Signature([*given, *options], return_annotation=None)
