"""Groups: parameters whose type is a pydantic model, or a union of some, that is validated over all received names.

What groups of every source share: the models of a type, and the names that their fields go by. Knows nothing of where
the values come from.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_
from types import NoneType
from typing import Annotated, Any

from pydantic import AliasChoices, AliasPath, BaseModel, BeforeValidator, Tag
from pydantic.fields import FieldInfo

from fireweed.endpoint.annotations import get_union_members, is_subclass, split_annotated

Read = Callable[[Any], Any]


def find_models(annotation: Any) -> tuple[type[BaseModel], ...]:
    """The models that a type is a union of, None apart; none if there is anything else in it."""
    members = [member for member in _flatten(annotation) if member is not NoneType]
    models = tuple(member for member in members if is_subclass(member, BaseModel))
    return models if len(models) == len(members) else ()


def takes_none(annotation: Any) -> bool:
    """Whether None is a member of a union."""
    return NoneType in _flatten(annotation)


def takes_extra(model: type[BaseModel]) -> bool:
    """Whether a model looks at names that it does not know."""
    return model.model_config.get("extra") in ("allow", "forbid")


def find_names(model: type[BaseModel], field_name: str, info: FieldInfo) -> tuple[str, ...]:
    """The names that a field of a model is validated by, those apart that lead into a value (`AliasPath`)."""
    config: Mapping[str, Any] = model.model_config
    alias = info.validation_alias if config.get("validate_by_alias", True) else None
    choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
    names = [choice for choice in choices if isinstance(choice, str)]
    if alias is None or config.get("populate_by_name") or config.get("validate_by_name"):
        names.append(field_name)
    return tuple(dict.fromkeys(names))


def find_path_names(info: FieldInfo) -> Iterable[str]:
    """The names whose values a field finds its own in."""
    alias = info.validation_alias
    for choice in alias.choices if isinstance(alias, AliasChoices) else [alias]:
        if isinstance(choice, AliasPath):
            yield str(choice.path[0])


def put_readers(annotation: Any, build_read: Callable[[type[BaseModel]], Read]) -> Any:
    """The type with a validator in front of each model that makes its dictionary of what was received."""
    bare, metadata = split_annotated(annotation)
    members = get_union_members(bare)
    if members:
        annotated: Any = reduce(or_, (put_readers(member, build_read) for member in members))
    elif is_subclass(bare, BaseModel):
        # The tag is what errors call a member of a union; it would be the name of the validator.
        annotated = Annotated[bare, BeforeValidator(build_read(bare)), Tag(bare.__name__)]
    else:
        annotated = bare
    return Annotated[annotated, *metadata] if metadata else annotated


def _flatten(annotation: Any) -> list[Any]:
    """The members of a union, and of unions in it; anything else is its own only member."""
    bare, _ = split_annotated(annotation)
    members = get_union_members(bare)
    return [each for member in members for each in _flatten(member)] if members else [bare]
