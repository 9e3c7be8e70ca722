"""A form that is still to be read."""

from collections.abc import Coroutine, Generator
from types import TracebackType
from typing import Any

from fireweed.forms.data import FormData


class PendingForm:
    """Await it for the form, or enter it with `async with` to have its files closed at the end of the block."""

    __slots__ = ("_form", "_reading")

    _form: FormData

    def __init__(self, reading: Coroutine[Any, Any, FormData]) -> None:
        self._reading = reading

    def __await__(self) -> Generator[Any, None, FormData]:
        return self._reading.__await__()

    async def __aenter__(self) -> FormData:
        self._form = await self._reading
        return self._form

    async def __aexit__(
        self, error_class: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._form.close()
