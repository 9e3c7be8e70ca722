"""Start-up and shutdown as separate handlers, for routers and applications alike."""

from collections.abc import Callable
from typing import Any, Literal

from typing_extensions import deprecated

from fireweed.types import DecoratedCallable

Event = Literal["startup", "shutdown"]


class EventHandlers:
    """`add_event_handler` and its decorator."""

    def add_event_handler(self, event_type: Event, func: Callable[[], Any]) -> None:
        """Call `func` before the first request or after the last one, unless there is a `lifespan`.

        Raises:
            AssertionError: another kind of event.
        """
        raise NotImplementedError(f"{type(self).__name__} must define add_event_handler")

    @deprecated("on_event is deprecated, use lifespan instead: one function for what is to be done before and after.")
    def on_event(self, event_type: Event) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate a handler for `add_event_handler`."""

        def decorate(func: DecoratedCallable) -> DecoratedCallable:
            self.add_event_handler(event_type, func)
            return func

        return decorate
