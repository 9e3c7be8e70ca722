"""Collecting a form into the raw request. What is empty in a form was not filled in, and counts as absent."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.form_fields import Reading, find_reading
from fireweed.endpoint.form_groups import FormGroup, ReceivedForm, build_group, is_group
from fireweed.endpoint.inputs import RawRequest
from fireweed.endpoint.sources import body_read_failure
from fireweed.exceptions import BaseHTTPException
from fireweed.forms import FormData, FormLimits, MultiPartException
from fireweed.forms.data import FormValue, is_given, is_selected
from fireweed.forms.uploads import read_whole
from fireweed.requests import Request

FORM_KEY = "form"
"""Where the raw request has the form itself, as it was received."""

CollectForm = Callable[[FormData, RawRequest], Awaitable[None]]


async def read_form_of(request: Request, limits: FormLimits) -> FormData:
    """The form of a request, which keeps it for others who ask, and closes its files.

    Raises:
        BaseHTTPException: 400, the form is malformed, exceeds a limit or could not be read to its end; another one as a
            middleware raises it.
    """
    try:
        return await request.read_form(limits)
    except BaseHTTPException:
        raise
    except MultiPartException as error:
        raise BaseHTTPException(400, error.message) from error
    except Exception as error:
        raise body_read_failure() from error


def build_form_collector(fields: Iterable[InputField]) -> CollectForm:
    """The function that puts a form into the raw request, in every way in which one of the fields is read."""
    names: dict[Reading, set[str]] = {}
    groups: dict[str, FormGroup] = {}
    group_contents: frozenset[str] = frozenset()
    for field in fields:
        if field.source is not Source.BODY:
            continue
        if is_group(field):
            group = build_group(field)
            groups[group.key] = group
            group_contents |= group.content_names
        else:
            names.setdefault(find_reading(field), set()).update(field.request_names)
    lists = frozenset(names.get(Reading.LIST, ()))
    contents = [(reading, frozenset(wanted)) for reading, wanted in names.items() if reading.is_content]

    async def collect(form: FormData, raw: RawRequest) -> None:
        raw[FORM_KEY] = form
        raw[Reading.LAST.value] = {name: value for name, value in form.items() if is_given(value)}
        if lists:
            raw[Reading.LIST.value] = gather_lists(form, lists)
        for reading, wanted in contents:
            read_contents = _read_lists if reading.is_list else _read_last
            raw[reading.value] = await read_contents(form, wanted)
        if groups:
            received = ReceivedForm(form)
            if group_contents:
                received.contents = await _read_all(received, group_contents)
            raw[Reading.GROUP.value] = {key: received for key, group in groups.items() if group.is_in(received)}

    return collect


def gather_lists(form: FormData, names: frozenset[str]) -> dict[str, list[FormValue]]:
    """All values of each name that is there. Empty text is one of several; a file that was not selected is none."""
    lists: dict[str, list[FormValue]] = {}
    for name, value in form.multi_items():
        if name in names and (isinstance(value, str) or is_selected(value)):
            lists.setdefault(name, []).append(value)
    return lists


async def _read_last(form: FormData, names: frozenset[str]) -> dict[str, Any]:
    given = {name: value for name in names if is_given(value := form.get(name, ""))}
    return {name: await _read_content(value) for name, value in given.items()}


async def _read_lists(form: FormData, names: frozenset[str]) -> dict[str, Any]:
    lists = gather_lists(form, names)
    return {name: [await _read_content(value) for value in values] for name, values in lists.items()}


async def _read_all(received: ReceivedForm, names: frozenset[str]) -> dict[str, list[FormValue | bytes]]:
    """The bytes of the files; those that were not selected stay what they are."""
    return {
        name: [await _read_content(value) if is_given(value) else value for value in received.lists[name]]
        for name in names
        if name in received
    }


async def _read_content(value: FormValue) -> str | bytes:
    return value if isinstance(value, str) else await read_whole(value)
