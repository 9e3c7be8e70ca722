"""What an operation reads of a request: the fields of its endpoint and of all dependencies, each name once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic.fields import FieldInfo
from typing_extensions import TypedDict

from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.form_groups import build_group, is_group
from fireweed.endpoint.graph import walk_calls
from fireweed.endpoint.inputs import BodyForm
from fireweed.endpoint.plan import find_body_form
from fireweed.openapi.annotations import annotate
from fireweed.openapi.form_schemas import build_form_type
from fireweed.openapi.group_parameters import ShownParameter, show_parameters
from fireweed.routing import APIRoute

PARAMETER_SOURCES = (Source.PATH, Source.QUERY, Source.HEADER, Source.COOKIE)


@dataclass(frozen=True, slots=True)
class RequestInputs:
    """The parameters in the order of the document, and the fields of the body; hidden ones are among them.

    `body_type` is what the body as a whole is validated as, None without a body.
    """

    parameters: tuple[ShownParameter, ...]
    body: tuple[InputField, ...]
    body_type: Any

    @property
    def body_form(self) -> BodyForm | None:
        """What the body is, None without one."""
        return find_body_form(self.body)

    @property
    def has_body_members(self) -> bool:
        """Whether the body is an object with a member for each field."""
        return _has_members(self.body)

    @property
    def can_be_invalid(self) -> bool:
        """Whether there is anything to validate."""
        return bool(self.parameters or self.body)


def gather_inputs(route: APIRoute) -> RequestInputs:
    """Gather the fields of a route: by source, the endpoint's own first, then those of its dependencies."""
    fields = [field for call in walk_calls(route.spec) for field in call.fields]
    parameters = [
        parameter
        for source in PARAMETER_SOURCES
        for parameter in _unify(shown for field in fields if field.source is source for shown in show_parameters(field))
    ]
    body = tuple({field.name: field for field in fields if field.source is Source.BODY}.values())
    return RequestInputs(tuple(parameters), body, _build_body_type(route, body))


def _build_body_type(route: APIRoute, fields: Sequence[InputField]) -> Any:
    form = find_body_form(fields)
    if form is None:
        return None
    first = fields[0].info
    if not _has_members(fields):
        return annotate(first)
    groups = [field for field in fields if is_group(field)]
    members = {field.alias: annotate(field.info) for field in fields if field not in groups}
    build_typed_dict: Any = TypedDict
    name = f"Body_{route.unique_id}"
    if not groups:
        return build_typed_dict(name, members)
    form_type = build_form_type(name, members, groups)
    has_default = len(fields) == 1 and not first.is_required() and first.default_factory is None
    return Annotated[form_type, FieldInfo(default=first.default)] if has_default else form_type


def _has_members(fields: Sequence[InputField]) -> bool:
    """Whether the body is described as an object with a member for each field; one form model is the form itself."""
    if find_body_form(fields) is not BodyForm.FORM:
        return find_body_form(fields) is BodyForm.MEMBERS
    return len(fields) > 1 or not is_group(fields[0]) or build_group(fields[0]).is_optional


def _unify(parameters: Iterable[ShownParameter]) -> Iterable[ShownParameter]:
    """One parameter for each name: a required one before an optional one, else the last."""
    chosen: dict[str, ShownParameter] = {}
    for parameter in parameters:
        known = chosen.get(parameter.name)
        if known is None or parameter.is_required or not known.is_required:
            chosen[parameter.name] = parameter
    return chosen.values()
