"""Types as pydantic understands them, made once for all parameters that are alike: programs ask for few kinds of them.

Knows nothing of requests.
"""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import PydanticUserError, TypeAdapter
from pydantic.fields import FieldInfo

from fireweed.endpoint.interning import Interned, build_key


class TypeDescription(NamedTuple):
    """A type, what is annotated to it, and the arguments of the FieldInfo around both."""

    annotation: Any
    metadata: tuple[Any, ...]
    said: tuple[tuple[str, Any], ...]

    def build(self) -> Any:
        """The type with everything annotated to it."""
        annotation = Annotated[self.annotation, *self.metadata] if self.metadata else self.annotation
        return Annotated[annotation, FieldInfo(**dict(self.said))] if self.said else annotation


class Described(NamedTuple):
    """A type with everything annotated to it, and its adapter."""

    type: Any
    adapter: TypeAdapter[Any]


def describe_type(annotation: Any, metadata: tuple[Any, ...], said: Mapping[str, Any]) -> Described:
    """The same object for the same description, as long as there are not too many of them.

    Raises:
        PydanticUserError and others of pydantic: it cannot validate the type.
    """
    description = TypeDescription(annotation, metadata, tuple(said.items()))
    key = build_key(*description)
    described = _kept.find(key)
    if described is None:
        type_ = description.build()
        described = Described(type_, _build_adapter(type_))
        if is_complete(described.adapter):
            _kept.keep(key, described)
    return described


def _build_adapter(type_: Any) -> TypeAdapter[Any]:
    """The adapter of a type, with models that defer being built (`defer_build`) built now."""
    adapter = TypeAdapter(type_)
    if not is_complete(adapter) and hasattr(adapter, "rebuild"):  # pydantic 2.9 has no such method
        adapter.rebuild(raise_errors=False)
    return adapter


def is_complete(adapter: TypeAdapter[Any]) -> bool:
    """Whether all classes that a type refers to are defined."""
    if hasattr(adapter, "pydantic_complete"):
        return adapter.pydantic_complete
    try:  # pydantic 2.9 says it in another way
        return adapter.validator is not None
    except PydanticUserError:
        return False


# PERF: to build an adapter takes 100 times as long as to find it (benchmarks/startup).
_kept = Interned[Described]()
