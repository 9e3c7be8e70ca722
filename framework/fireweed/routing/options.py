"""The options of path operations and routers, each documented once, and how an inner one meets an outer one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, TypedDict

from fireweed import params
from fireweed.body_limit import check_max_body_size
from fireweed.defaults import Default, DefaultPlaceholder
from fireweed.forms.limits import FormLimitOptions, check_form_limits
from fireweed.responses import JSONResponse, Response
from fireweed.routes import BaseRoute
from fireweed.routing.raises import Raises, check_raises
from fireweed.routing.unique_id import generate_unique_id
from fireweed.types import IncEx

Tags = list[str | Enum]
Responses = dict[int | str, dict[str, Any]]


class SharedOptions(TypedDict, total=False):
    """What can be said of one operation, of a router and of an inclusion alike."""

    tags: Tags | None
    """Groups of operations in the document; outer ones come first."""
    dependencies: Sequence[params.Depends] | None
    """Dependencies whose values are not wanted; outer ones are called first."""
    responses: Responses | None
    """More answers for the document, by status, "4XX" or "default"; inner ones win."""
    raises: Raises | None
    """Errors for the document, outer ones first: `HTTPException(404, "Not here")`, or exception classes that have a
    `status_code`. What `responses` says of a status wins."""
    deprecated: bool | None
    """Mark as deprecated in the document; one on the way is enough."""
    include_in_schema: bool
    """Whether the document shows it; all on the way must agree."""
    callbacks: Sequence[BaseRoute] | None
    """Path operations of others that this API calls, for the document: those of a router, whose paths are expressions
    (OpenAPI 3.1 §4.8.18). Outer ones come first."""
    generate_unique_id_function: Callable[[Any], str]
    """Makes the operation's id of its route; the innermost one counts."""
    strict_content_type: bool
    """Whether a body without Content-Type is no JSON; true unless given, the innermost one counts."""
    max_body_size: int | None
    """How many bytes the body of a request may have; None, the default, says nothing, and the innermost one counts."""
    form_limits: FormLimitOptions | None
    """How much a form may hold; of each of its keys the innermost one counts."""
    response_validation: bool
    """Whether answers are validated before they are written; true unless given, the innermost one counts."""


class RouterOptions(SharedOptions, total=False):
    """The options of `APIRouter` and `include_router`."""

    prefix: str
    """Put before every path; begins with a slash and does not end with one."""
    default_response_class: type[Response]
    """The response class of operations that choose none."""


class RouteOptions(SharedOptions, total=False):
    """The options of one path operation."""

    name: str | None
    """For `url_path_for`; the name of the endpoint unless given."""
    response_model: Any
    """The type of what is answered, instead of the return annotation; None for no validation and no schema."""
    status_code: int | None
    """The status of the answer unless the endpoint says otherwise; 200 unless given."""
    response_class: type[Response]
    """The class that renders the answer, and says its media type in the document."""
    response_model_include: IncEx | None
    """Write only these fields of the answer."""
    response_model_exclude: IncEx | None
    """Leave these fields out of the answer."""
    response_model_by_alias: bool
    """Write fields under their aliases; true unless given."""
    response_model_exclude_unset: bool
    """Leave out fields that were not set explicitly."""
    response_model_exclude_defaults: bool
    """Leave out fields that have their default."""
    response_model_exclude_none: bool
    """Leave out fields that are None."""
    summary: str | None
    """A line for the document; made of the name unless given."""
    description: str | None
    """Markdown for the document; the endpoint's docstring up to a form feed unless given."""
    response_description: str
    """What the document says of the main answer; "Successful Response" unless given."""
    operation_id: str | None
    """The operation's id in the document, instead of a generated one."""
    openapi_extra: dict[str, Any] | None
    """Merged into the operation in the document, whatever it says."""


DEFAULT_RESPONSE_CLASS = Default(JSONResponse)
DEFAULT_UNIQUE_ID_FUNCTION: Callable[[Any], str] = Default(generate_unique_id)
DEFAULT_STRICT_CONTENT_TYPE = Default(True)  # noqa: FBT003
DEFAULT_RESPONSE_VALIDATION = Default(True)  # noqa: FBT003


@dataclass(frozen=True, slots=True, eq=False)
class Inherited:
    """What the application, routers and inclusions around a route say of it."""

    prefix: str = ""
    tags: Tags = field(default_factory=list)
    dependencies: Sequence[params.Depends] = ()
    responses: Responses = field(default_factory=dict)
    raises: Raises = ()
    callbacks: Sequence[BaseRoute] = ()
    deprecated: bool | None = None
    include_in_schema: bool = True
    response_class: type[Response] = field(default_factory=lambda: DEFAULT_RESPONSE_CLASS)
    generate_unique_id_function: Callable[[Any], str] = field(default_factory=lambda: DEFAULT_UNIQUE_ID_FUNCTION)
    strict_content_type: bool = field(default_factory=lambda: DEFAULT_STRICT_CONTENT_TYPE)
    max_body_size: int | None = None
    form_limits: FormLimitOptions = field(default_factory=lambda: FormLimitOptions())
    response_validation: bool = field(default_factory=lambda: DEFAULT_RESPONSE_VALIDATION)

    def with_dependencies(self, dependencies: Sequence[params.Depends]) -> "Inherited":
        """The same with these dependencies; itself if they are the same."""
        known = tuple(self.dependencies)
        return self if tuple(dependencies) == known else replace(self, dependencies=tuple(dependencies))

    def with_attributes(self, given: Mapping[str, Any]) -> "Inherited":
        """The same with these values; itself if they are the same."""
        changed = {name: value for name, value in given.items() if value != getattr(self, name)}
        return replace(self, **changed) if changed else self

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "Inherited":
        """What the options of a router, an inclusion or an operation say.

        Raises:
            ValueError: a limit is none.
        """
        default = _SAYS_NOTHING
        if _SAID.isdisjoint(options):
            return default
        return replace(
            default,
            prefix=options.get("prefix", ""),
            tags=list(options.get("tags") or ()),
            dependencies=tuple(options.get("dependencies") or ()),
            responses=dict(options.get("responses") or {}),
            raises=tuple(options.get("raises") or ()),
            callbacks=tuple(options.get("callbacks") or ()),
            deprecated=options.get("deprecated"),
            include_in_schema=options.get("include_in_schema", True),
            response_class=options.get("response_class", options.get("default_response_class", default.response_class)),
            generate_unique_id_function=options.get("generate_unique_id_function", default.generate_unique_id_function),
            strict_content_type=options.get("strict_content_type", default.strict_content_type),
            max_body_size=check_max_body_size(options.get("max_body_size")),
            form_limits=check_form_limits(options.get("form_limits")),
            response_validation=options.get("response_validation", default.response_validation),
        )

    def around(self, inner: "Inherited") -> "Inherited":
        """This one as the outer, `inner` inside."""
        if inner is _SAYS_NOTHING:
            return self
        return Inherited(
            prefix=self.prefix + inner.prefix,
            tags=[*self.tags, *inner.tags],
            dependencies=(*self.dependencies, *inner.dependencies),
            responses={**self.responses, **inner.responses},
            raises=(*self.raises, *inner.raises),
            callbacks=(*self.callbacks, *inner.callbacks),
            deprecated=self.deprecated or inner.deprecated,
            include_in_schema=self.include_in_schema and inner.include_in_schema,
            response_class=_innermost(self.response_class, inner.response_class),
            generate_unique_id_function=_innermost(self.generate_unique_id_function, inner.generate_unique_id_function),
            strict_content_type=_innermost(self.strict_content_type, inner.strict_content_type),
            max_body_size=self.max_body_size if inner.max_body_size is None else inner.max_body_size,
            form_limits={**self.form_limits, **inner.form_limits},
            response_validation=_innermost(self.response_validation, inner.response_validation),
        )


# PERF: most routes say nothing that could be inherited (benchmarks/startup). Shared, so nobody may change its members.
_SAYS_NOTHING = Inherited()
_SAID = RouterOptions.__optional_keys__ | {"response_class"}


def check_options(given: Mapping[str, Any], known: Any, where: str) -> None:
    """Refuse an option that does not exist, with the one that may be meant.

    Raises:
        TypeError: there is such an option, or one has a value of the wrong kind.
    """
    names: frozenset[str] = known.__optional_keys__
    for name in given:
        if name not in names:
            import difflib  # loaded late (benchmarks/startup)

            close = difflib.get_close_matches(name, names, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise TypeError(f"{where} has no option {name!r}.{hint}")
    _check_sequences(given, where)
    _check_answer(given, where)


def refuse_string(name: str, value: Any, where: str) -> None:
    """Refuse a string where a list of strings is expected: it would be taken for its letters.

    Raises:
        TypeError: it is one.
    """
    if isinstance(value, str):
        raise TypeError(f"{where}: {name} is a list, not the string {value!r}. Write [{value!r}].")


def _check_sequences(given: Mapping[str, Any], where: str) -> None:
    """Refuse one value where several are expected."""
    refuse_string("tags", given.get("tags"), where)
    check_raises(given.get("raises"), where)
    dependencies = given.get("dependencies")
    if isinstance(dependencies, params.Depends):
        raise TypeError(f"{where}: dependencies is a list. Write [Depends(...)].")
    for dependency in dependencies or ():
        if not isinstance(dependency, params.Depends):
            raise TypeError(
                f"{where}: dependencies holds {dependency!r}, which is no dependency. Wrap it in Depends()."
            )


def _innermost(outer: Any, inner: Any) -> Any:
    return outer if isinstance(inner, DefaultPlaceholder) else inner


def _check_answer(given: Mapping[str, Any], where: str) -> None:
    """Refuse what no answer could be made with."""
    status_code = given.get("status_code")
    if status_code is not None and not _is_status(status_code):
        raise TypeError(f"{where}: status_code is a number from 100 to 599, not {status_code!r}.")
    for name in ("response_class", "default_response_class"):
        response_class = given.get(name)
        if not isinstance(response_class, DefaultPlaceholder | type | None):
            raise TypeError(f"{where}: {name} is a class, such as HTMLResponse, not {response_class!r}.")


def _is_status(value: Any) -> bool:
    try:
        return 100 <= int(value) <= 599
    except (TypeError, ValueError):
        return False
