"""How much a form may hold, and the errors that say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypedDict, cast

from fireweed.forms.errors import MultiPartException

KIB: Final = 1024
DEFAULT_MAX_PARTS: Final = 1000
DEFAULT_MAX_PART_SIZE: Final = 1024 * KIB


@dataclass(frozen=True, slots=True)
class FormLimits:
    """How many files and fields a form may have; `math.inf` for any number.

    `max_part_size` is in bytes and for fields only: files go to disk when they are large, and are bounded by the limit
    of the whole body.
    """

    max_files: float = DEFAULT_MAX_PARTS
    max_fields: float = DEFAULT_MAX_PARTS
    max_part_size: int = DEFAULT_MAX_PART_SIZE

    def too_many_files(self) -> MultiPartException:
        return MultiPartException(f"Too many files. Maximum number of files is {self.max_files}.")

    def too_many_fields(self) -> MultiPartException:
        return MultiPartException(f"Too many fields. Maximum number of fields is {self.max_fields}.")

    def part_too_large(self) -> MultiPartException:
        """For a field of a multipart form."""
        return MultiPartException(f"Part exceeded maximum size of {self.max_part_size // KIB}KB.")

    def field_too_large(self) -> MultiPartException:
        """For a field of an urlencoded form."""
        return MultiPartException(f"Field exceeded maximum size of {self.max_part_size // KIB}KB.")


class FormLimitOptions(TypedDict, total=False):
    """What can be said of the limits of typed forms; what is left out is inherited, in the end from `FormLimits`."""

    max_files: int
    """How many files a form may have."""
    max_fields: int
    """How many fields it may have."""
    max_part_size: int
    """How many bytes a field may have."""


def check_form_limits(given: Mapping[str, Any] | None) -> FormLimitOptions:
    """Return a copy of `given`; None says nothing. Raises ValueError for unknown keys, and for what is no size."""
    for name, value in (given or {}).items():
        if name not in FormLimitOptions.__optional_keys__:
            known = ", ".join(sorted(FormLimitOptions.__optional_keys__))
            raise ValueError(f"form_limits has no key {name!r}. There are: {known}.")
        if type(value) is not int or value < 0:
            raise ValueError(
                f"form_limits: {name} must be a non-negative integer, not {value!r}. Leave it out to inherit."
            )
    return cast(FormLimitOptions, dict(given or {}))


def resolve_form_limits(options: FormLimitOptions) -> FormLimits:
    """The limits that hold where `options` is all that was said."""
    return FormLimits(**options) if options else _DEFAULT_LIMITS


_DEFAULT_LIMITS = FormLimits()
