"""What becomes of the result of an endpoint."""

from collections.abc import Iterator
from typing import Any

from fireweed.defaults import DefaultPlaceholder
from fireweed.endpoint.annotations import is_subclass, split_annotated
from fireweed.endpoint.outputs import BODILESS, Output, StreamFormat
from fireweed.endpoint.serialization import SerializerOptions
from fireweed.endpoint.signature import EMPTY
from fireweed.responses import JSONResponse, Response
from fireweed.routing.api_route import APIRoute
from fireweed.routing.explanation.text import Fact
from fireweed.routing.explanation.values import describe_type

_STREAMS = {
    StreamFormat.JSON_LINES: "a stream of JSON Lines",
    StreamFormat.EVENTS: "a stream of Server-Sent Events, kept alive while it is silent",
    StreamFormat.RAW: "a stream of chunks as they are",
}


def find_answer_facts(route: APIRoute) -> Iterator[Fact]:
    """The answer, and which members of it are written."""
    output = route.output
    yield Fact("answer", f"{output.documented_status}, {_describe_content(route, output)}")
    if output.model is not EMPTY:
        written = list(_describe_options(route.serializer_options))
        if written:
            yield Fact("writes", "; ".join(written))


def _describe_content(route: APIRoute, output: Output) -> str:
    if output.stream is not None:
        class_ = f" ({_describe_class(output.response_class)})" if output.stream is StreamFormat.RAW else ""
        return f"{_STREAMS[output.stream]}{class_}{_describe_model(route, output, 'each item ')}"
    if output.status_code in BODILESS:
        return "no content"
    is_default = isinstance(route.response_class, DefaultPlaceholder)
    class_ = "JSON" if is_default and output.response_class is JSONResponse else _describe_class(output.response_class)
    returned = split_annotated(route.spec.return_annotation)[0]
    if not route.declares_response_model and is_subclass(returned, Response):
        return f"the {returned.__name__} that is returned"
    return f"{class_}{_describe_model(route, output, '')}"


def _describe_class(class_: type[Response]) -> str:
    media_type = getattr(class_, "media_type", None)
    return f"{class_.__name__} of {media_type}" if media_type else class_.__name__


def _describe_model(route: APIRoute, output: Output, subject: str) -> str:
    if output.model is EMPTY:
        return f", {subject}not validated" if output.stream is not StreamFormat.RAW else ""
    verb = "validated as" if route.response_validation else "written without validation as"
    return f", {subject}{verb} {describe_type(output.model)}"


def _describe_options(options: SerializerOptions) -> Iterator[str]:
    for verb, keys in (("only", options.include), ("all but", options.exclude)):
        if keys is not None:
            yield f"{verb} {_describe_keys(keys)}"
    for is_said, text in (
        (not options.by_alias, "names instead of aliases"),
        (options.exclude_unset, "nothing that was not set"),
        (options.exclude_defaults, "nothing that has its default"),
        (options.exclude_none, "nothing that is None"),
    ):
        if is_said:
            yield text


def _describe_keys(keys: Any) -> str:
    return repr(keys) if isinstance(keys, dict) else ", ".join(sorted(map(str, keys)))
