"""How much a form may hold, and the errors that say so."""

from dataclasses import dataclass
from typing import Final

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
