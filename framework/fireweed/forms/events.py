"""What the decoder of a multipart form tells: whole fields, and files piece by piece."""

from dataclasses import dataclass

from fireweed.types import RawHeaders


@dataclass(frozen=True, slots=True)
class Field:
    """A field, whole."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FileStart:
    """A file begins. `filename` is what the client says: "" if none was selected, and not to be trusted as a path."""

    name: str
    filename: str
    headers: RawHeaders


@dataclass(frozen=True, slots=True)
class FileData:
    """A piece of the file that has begun; never empty."""

    data: bytes


@dataclass(frozen=True, slots=True)
class FileEnd:
    """The file is complete."""


FILE_END = FileEnd()

Event = Field | FileStart | FileData | FileEnd
