"""Parsers that read a form from an asynchronous stream: they feed the decoders, and spool files to disk."""

from collections.abc import AsyncGenerator, Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from fireweed.forms.charsets import DEFAULT_CHARSET, parse_charset
from fireweed.forms.data import FormData
from fireweed.forms.errors import MISSING_BOUNDARY, MultiPartException
from fireweed.forms.events import Event, Field, FileData, FileStart
from fireweed.forms.limits import DEFAULT_MAX_PART_SIZE, DEFAULT_MAX_PARTS, FormLimits
from fireweed.forms.spool import Spool, SpoolSet
from fireweed.forms.uploads import UploadFile
from fireweed.forms.urlencoded import UrlencodedDecoder
from fireweed.forms.whole import decode_whole
from fireweed.http.headers import Headers
from fireweed.http.media_type import parse_media_type
from fireweed.http.query import parse_query_items

if TYPE_CHECKING:
    from fireweed.forms.multipart import MultipartDecoder


class FormParser:
    """Reads `application/x-www-form-urlencoded`. See `FormLimits` for the limits; `limits` are all of them at once."""

    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes, None],
        *,
        max_fields: float = DEFAULT_MAX_PARTS,
        max_part_size: int = DEFAULT_MAX_PART_SIZE,
        limits: FormLimits | None = None,
    ) -> None:
        self.headers = headers
        self.stream = stream
        self._limits = limits or FormLimits(max_fields=max_fields, max_part_size=max_part_size)

    async def parse(self) -> FormData:
        """Read the whole form. Raises MultiPartException, and what the stream raises."""
        decoder = UrlencodedDecoder(self._limits)
        pairs: list[tuple[str, UploadFile | str]] = []
        try:
            async for chunk in self.stream:
                pairs.extend(decoder.feed(chunk))
            pairs.extend(decoder.finish())
        except MultiPartException:
            await self.stream.aclose()
            raise
        return FormData(pairs)

    def parse_whole(self, body: bytes) -> FormData:
        """Return the form that `body`, all of it, holds. Raises MultiPartException."""
        # PERF: nothing in so small a form can exceed a limit (benchmarks/micro/typed_forms.py).
        if len(body) <= self._limits.max_part_size and body.count(b"&") < self._limits.max_fields:
            return FormData(parse_query_items(body))
        decoder = UrlencodedDecoder(self._limits)
        return FormData([*decoder.feed(body), *decoder.finish()])


class MultiPartParser:
    """Reads `multipart/form-data`. See `FormLimits` for the limits; `limits` are all of them at once."""

    spool_max_size: ClassVar[int] = 1024 * 1024
    """Files of more bytes are kept on disk rather than in memory."""

    write_size: ClassVar[int] = 512 * 1024
    """How many bytes are collected before they are written to disk."""

    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes, None],
        *,
        max_files: float = DEFAULT_MAX_PARTS,
        max_fields: float = DEFAULT_MAX_PARTS,
        max_part_size: int = DEFAULT_MAX_PART_SIZE,
        limits: FormLimits | None = None,
    ) -> None:
        self.headers = headers
        self.stream = stream
        self._limits = limits or FormLimits(max_files, max_fields, max_part_size)
        self._pairs: list[tuple[str, Spool | str]] = []
        self._spools = SpoolSet(self.spool_max_size)

    async def parse(self) -> FormData:
        """Read the whole form. If that fails or is cancelled, no file is left behind.

        Raises MultiPartException, and what the stream raises.
        """
        decoder = self._build_decoder()
        try:
            async for chunk in self.stream:
                for event in decoder.feed(chunk):
                    self._take(event)
                if self._spools.unwritten_size >= self.write_size:
                    await self._spools.write()
            decoder.finish()
            await self._spools.complete()
        except GeneratorExit:  # Nothing can be awaited any more.
            self._spools.close_now()
            raise
        except BaseException:
            await self._spools.close()
            await self.stream.aclose()
            raise
        return self._build_form()

    def parse_whole(self, body: bytes) -> FormData:
        """Return the form that `body`, all of it, holds: at most `spool_max_size` bytes, so no disk is touched.

        Raises MultiPartException; no file is left behind then.
        """
        try:
            for event in self._decode_whole(body):
                self._take(event)
            self._spools.rewind()
        except BaseException:
            self._spools.close_now()
            raise
        return self._build_form()

    def _decode_whole(self, body: bytes) -> Iterable[Event]:
        boundary, charset = self._parse_parameters()
        # PERF: most forms take a fraction of the time that a decoder takes (benchmarks/micro/typed_forms.py).
        events = decode_whole(body, boundary, self._limits) if charset == DEFAULT_CHARSET else None
        if events is not None:
            return events
        return self._decode_carefully(body)

    def _decode_carefully(self, body: bytes) -> Iterator[Event]:
        decoder = self._build_decoder()
        yield from decoder.feed(body)
        decoder.finish()

    def _build_form(self) -> FormData:
        return FormData(
            [(name, value if isinstance(value, str) else value.build_upload()) for name, value in self._pairs]
        )

    def _parse_parameters(self) -> tuple[str, str]:
        """The boundary and the charset."""
        try:
            parameters = parse_media_type(self.headers.get("content-type", "")).parameters
        except ValueError:
            parameters = {}
        boundary = parameters.get("boundary")
        if not boundary:
            raise MultiPartException(MISSING_BOUNDARY)
        return boundary, parse_charset(parameters.get("charset"))

    def _build_decoder(self) -> "MultipartDecoder":
        boundary, charset = self._parse_parameters()
        # PERF: who reads no multipart form does without the library in memory (benchmarks/compare, idle memory).
        from fireweed.forms.multipart import MultipartDecoder

        return MultipartDecoder(boundary, charset, self._limits)

    def _take(self, event: Event) -> None:
        if isinstance(event, Field):
            self._pairs.append((event.name, event.value))
        elif isinstance(event, FileData):
            self._spools.add(event.data)
        elif isinstance(event, FileStart):
            self._pairs.append((event.name, self._spools.begin(event)))
