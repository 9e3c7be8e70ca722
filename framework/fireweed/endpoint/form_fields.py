"""The ways of reading a field of a form: which values of its name count, and what becomes of a file.

A form holds text and files under names that may repeat. The raw request has a mapping for each way of reading them, so
that several parameters, of whatever types, may ask for one name.
"""

from enum import Enum

from pydantic import AliasPath

from fireweed import params
from fireweed.endpoint.annotations import holds, is_json, is_scalar, sees_text
from fireweed.endpoint.fields import InputField
from fireweed.endpoint.form_groups import build_group, is_group
from fireweed.forms import UploadFile


class Reading(Enum):
    """A way of reading the values of a name; its value is the key in the raw request."""

    LAST = "body"
    LIST = "body_lists"
    LAST_CONTENT = "body_content"
    LIST_CONTENT = "body_content_lists"
    GROUP = "body_groups"

    @property
    def is_list(self) -> bool:
        """Whether all values are wanted."""
        return self in (Reading.LIST, Reading.LIST_CONTENT)

    @property
    def is_content(self) -> bool:
        """Whether the bytes in a file are wanted instead of the file."""
        return self in (Reading.LAST_CONTENT, Reading.LIST_CONTENT)


def find_reading(field: InputField) -> Reading:
    """How a field is read when it is one of a form."""
    if is_group(field):
        return Reading.GROUP
    if is_json_part(field):
        return Reading.LAST_CONTENT
    type_ = field.info.annotation
    takes_bytes = isinstance(field.marker, params.File) and holds(type_, bytes) and not holds(type_, UploadFile)
    if takes_bytes or is_json(field.info.metadata):
        return Reading.LIST_CONTENT if field.is_list else Reading.LAST_CONTENT
    return Reading.LIST if field.is_list else Reading.LAST


def find_places(field: InputField) -> list[AliasPath]:
    """Where the raw request has a field of a form, first choice first."""
    reading = find_reading(field)
    names = (build_group(field).key,) if reading is Reading.GROUP else field.request_names
    return [AliasPath(reading.value, name) for name in names]


def is_json_part(field: InputField) -> bool:
    """Whether a field of a form is a JSON document: a `Body` parameter that no text, and no list of texts, can become.

    What has a validator of its own that sees the text is left to that.
    """
    if isinstance(field.marker, params.Form) or field.is_list or is_json(field.info.metadata):
        return False
    return not (is_scalar(field.info.annotation) or sees_text(field.info.metadata))
