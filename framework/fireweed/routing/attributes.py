"""The options of a typed route as attributes: what it keeps in records, under the names by which programs know it.

What is set there holds where a router of the route is included.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fireweed.defaults import DefaultPlaceholder
from fireweed.endpoint.serialization import SerializerOptions
from fireweed.forms.limits import FormLimits, resolve_form_limits
from fireweed.responses import Response
from fireweed.routes import BaseRoute
from fireweed.routing.options import Inherited
from fireweed.routing.raises import Raises


class SerializerOption:
    """One of the options `response_model_...` of a route."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name.removeprefix("response_model_")

    def __get__(self, route: "OptionAttributes | None", owner: type) -> Any:
        return self if route is None else getattr(route._serializer_options, self.name)

    def __set__(self, route: "OptionAttributes", value: Any) -> None:
        route._serializer_options = replace(route._serializer_options, **{self.name: value})


class OptionAttributes:
    """The attributes of `APIRoute` that follow from `inherited` and from what is said of its serializer."""

    inherited: Inherited
    _serializer_options: SerializerOptions

    response_model_include = SerializerOption()
    response_model_exclude = SerializerOption()
    response_model_by_alias = SerializerOption()
    response_model_exclude_unset = SerializerOption()
    response_model_exclude_defaults = SerializerOption()
    response_model_exclude_none = SerializerOption()

    # PERF: with more than 29 attributes of its own each route would have a dictionary that shares no keys with those of
    # others, and is five times as large (benchmarks/startup).

    @property
    def callbacks(self) -> list[BaseRoute]:
        """Path operations of others that this one calls, for the document."""
        return list(self.inherited.callbacks)

    @property
    def raises(self) -> Raises:
        """The errors that it says it raises, for the document."""
        return self.inherited.raises

    @property
    def response_class(self) -> type[Response]:
        """The class that renders the answer; in a placeholder if nobody has chosen it."""
        return self.inherited.response_class

    @response_class.setter
    def response_class(self, response_class: type[Response]) -> None:
        self.inherited = replace(self.inherited, response_class=response_class)

    @property
    def strict_content_type(self) -> bool:
        """Whether a body without Content-Type is no JSON."""
        return bool(self.inherited.strict_content_type)

    @property
    def form_limits(self) -> FormLimits:
        """How much a form may hold."""
        return resolve_form_limits(self.inherited.form_limits)

    @property
    def response_validation(self) -> bool:
        """Whether answers are validated before they are written."""
        return bool(self.inherited.response_validation)

    @property
    def generate_unique_id_function(self) -> Callable[[Any], str]:
        """What makes the operation's id of the route."""
        generate: Any = self.inherited.generate_unique_id_function
        function: Callable[[Any], str] = generate.value if isinstance(generate, DefaultPlaceholder) else generate
        return function
