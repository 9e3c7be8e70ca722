"""What an endpoint asks for, under the names by which programs look into routes, and change them.

A view, built from the graph when somebody looks: neither start-up nor requests come here. Whoever keeps one is told
when it is changed, and reads it back with `dependant_spec`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final, NoReturn, Self, SupportsIndex

from pydantic import BaseModel, create_model
from pydantic.fields import FieldInfo

from fireweed import params
from fireweed.endpoint.classify import Special
from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.graph import CallSpec, DependencySpec, walk_calls
from fireweed.endpoint.inputs import BodyForm
from fireweed.endpoint.model_field import ModelField, build_model_field
from fireweed.endpoint.outputs import Output
from fireweed.endpoint.plan import find_body_form
from fireweed.endpoint.signature import EMPTY
from fireweed.exceptions import FireweedError
from fireweed.params.depends import DependencyScope

ModelFields = list[ModelField]


@dataclass(kw_only=True)
class Dependant:
    """An endpoint, or a dependency of one: its parameters by their source, and what it depends on itself.

    `name` is the parameter of the dependent that takes its value. Each `…_param_name` is the parameter that takes that
    object, None without one. `scope` is the one declared. `own_oauth_scopes` are asked for where it is declared,
    `parent_oauth_scopes` where its dependents are.

    That of a route is the same each time: change its `call`, its `dependencies` or a `…_param_name`, and requests are
    answered so. The parameters follow from signatures, and cannot be changed. `spec` is what it is a view of.
    """

    call: Callable[..., Any] | None = None
    path: str | None = None
    path_params: ModelFields = field(default_factory=list)
    query_params: ModelFields = field(default_factory=list)
    header_params: ModelFields = field(default_factory=list)
    cookie_params: ModelFields = field(default_factory=list)
    body_params: ModelFields = field(default_factory=list)
    dependencies: list["Dependant"] = field(default_factory=list)
    name: str | None = None
    use_cache: bool = True
    scope: DependencyScope | None = None
    own_oauth_scopes: tuple[str, ...] = ()
    parent_oauth_scopes: tuple[str, ...] = ()
    request_param_name: str | None = None
    websocket_param_name: str | None = None
    http_connection_param_name: str | None = None
    response_param_name: str | None = None
    background_tasks_param_name: str | None = None
    security_scopes_param_name: str | None = None
    spec: CallSpec | None = field(default=None, repr=False, compare=False)
    slots: params.Slots | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.is_changed = False
        self._listeners: list[Callable[[], None]] = []
        self._adopt()

    def __setattr__(self, name: str, value: Any) -> None:
        is_built = "_listeners" in self.__dict__
        if name == "dependencies":
            value = DependencyList(value, self)
        elif name in _PARAMETERS:
            if is_built:
                _refuse_change()
            value = ParameterList(value)
        super().__setattr__(name, value)
        if is_built and name in self.__dataclass_fields__:
            self.tell()

    def listen(self, listener: Callable[[], None]) -> None:
        """Have `listener` called after each change of it, or of what it depends on."""
        if listener not in self._listeners:
            self._listeners.append(listener)

    def tell(self) -> None:
        """Call the listeners: it was changed."""
        self.is_changed = True
        self._adopt()
        for listener in self._listeners:
            listener()

    def __copy__(self) -> "Dependant":
        return replace(self)

    def _adopt(self) -> None:
        for dependency in self.dependencies:
            dependency.listen(self.tell)


class DependencyList(list[Dependant]):
    """What a `Dependant` depends on; it is told of every change."""

    def __init__(self, dependencies: Iterable[Dependant], owner: Dependant) -> None:
        super().__init__(dependencies)
        self._owner = owner

    def append(self, dependency: Dependant, /) -> None:
        super().append(dependency)
        self._owner.tell()

    def extend(self, dependencies: Iterable[Dependant], /) -> None:
        super().extend(dependencies)
        self._owner.tell()

    def insert(self, index: SupportsIndex, dependency: Dependant, /) -> None:
        super().insert(index, dependency)
        self._owner.tell()

    def pop(self, index: SupportsIndex = -1, /) -> Dependant:
        dependency = super().pop(index)
        self._owner.tell()
        return dependency

    def remove(self, dependency: Dependant, /) -> None:
        super().remove(dependency)
        self._owner.tell()

    def clear(self) -> None:
        super().clear()
        self._owner.tell()

    def __setitem__(self, index: Any, value: Any, /) -> None:
        super().__setitem__(index, value)
        self._owner.tell()

    def __delitem__(self, index: SupportsIndex | slice, /) -> None:
        super().__delitem__(index)
        self._owner.tell()

    def __iadd__(self, dependencies: Iterable[Dependant], /) -> Self:  # type: ignore[misc, override] # += takes more
        self.extend(dependencies)
        return self


def _refuse_change(*_: object) -> NoReturn:
    raise FireweedError("The parameters of a Dependant follow from the signature of its callable: change that.")


class ParameterList(ModelFields):
    """The parameters of one source. Programs add such lists to lists of their own; changing it is an error."""

    append = extend = insert = pop = remove = clear = reverse = _refuse_change
    sort: Any = _refuse_change
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse_change


_PARAMETERS: Final = frozenset(f"{source.value}_params" for source in Source)

SPECIAL_NAMES = {
    Special.REQUEST: "request_param_name",
    Special.WEBSOCKET: "websocket_param_name",
    Special.CONNECTION: "http_connection_param_name",
    Special.RESPONSE: "response_param_name",
    Special.BACKGROUND_TASKS: "background_tasks_param_name",
    Special.SECURITY_SCOPES: "security_scopes_param_name",
}


def build_dependant(spec: CallSpec, path: str, scopes: tuple[str, ...] = (), **edge: Any) -> Dependant:
    """Return the view of an endpoint with the path template `path`.

    `scopes` are the OAuth2 scopes asked for around it, `edge` what else a dependent says of it.
    """
    return _view(spec, path, scopes, **edge)


def build_sub_dependant(dependency: DependencySpec, path: str) -> Dependant:
    """Return the view of a dependency of an endpoint with the path template `path`."""
    return _view_dependency(dependency, path, ())


def _view(spec: CallSpec, path: str, inherited: tuple[str, ...], **edge: Any) -> Dependant:
    """`edge` is what the dependent says; `inherited` are the scopes asked for around."""
    dependencies = [_view_dependency(dependency, path, inherited) for dependency in spec.dependencies]
    fields: dict[str, Any] = {f"{source.value}_params": _select(spec, source) for source in Source}
    specials: dict[str, Any] = {SPECIAL_NAMES[special]: name for name, special in spec.specials}
    return Dependant(call=spec.call, path=path, dependencies=dependencies, spec=spec, **fields, **specials, **edge)


def _view_dependency(dependency: DependencySpec, path: str, inherited: tuple[str, ...]) -> Dependant:
    own = dependency.security_scopes
    return _view(
        dependency.spec,
        path,
        tuple(dict.fromkeys((*inherited, *own))),
        name=dependency.name,
        use_cache=dependency.use_cache,
        scope=dependency.scope,
        slots=dependency.slots,
        own_oauth_scopes=own,
        parent_oauth_scopes=inherited,
    )


def _select(spec: CallSpec, source: Source) -> ModelFields:
    return [build_model_field(field) for field in spec.fields if field.source is source]


def build_body_field(spec: CallSpec, unique_id: str) -> ModelField | None:
    """Return the body of an operation as a field; None without a body.

    A single parameter that is the body is that field. Otherwise it is called "body", and its type is a model with a
    field for each parameter, those of dependencies included.
    """
    fields = {field.name: field for call in walk_calls(spec) for field in call.fields if field.source is Source.BODY}
    if not fields:
        return None
    if find_body_form(fields.values()) is BodyForm.JSON:
        return build_model_field(next(iter(fields.values())))
    members: Any = {name: (field.info.annotation, field.info) for name, field in fields.items()}
    marker = _choose_marker(list(fields.values()))
    marker.annotation = create_model(f"Body_{unique_id}", __base__=BaseModel, **members)
    return ModelField("body", marker, "body")


def _choose_marker(fields: list[InputField]) -> Any:
    """A marker for all fields of a body, of the most special kind that one of them has."""
    kinds = (params.File, params.Form, params.Body)
    kind = next(kind for kind in kinds if any(isinstance(field.marker, kind) for field in fields))
    return kind() if any(field.is_required for field in fields) else kind(default=None)


def build_response_field(output: Output, unique_id: str) -> ModelField | None:
    """Return the answer of an operation as a field; None without a response model, and for one that streams."""
    if output.model is EMPTY or output.stream is not None:
        return None
    info = FieldInfo.from_annotation(output.model)
    name = f"Response_{unique_id}"
    return ModelField(name, info, name, mode="serialization")
