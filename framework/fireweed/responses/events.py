"""Server-Sent Events as a response (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

from fireweed.responses.stream import StreamingResponse


class EventSourceResponse(StreamingResponse):
    """A stream of events. As the `response_class` of an endpoint that yields, it sends each item as an event.

    Made by hand it sends chunks that are events already: see `fireweed.sse.format_sse_event`.
    """

    media_type = "text/event-stream"
