"""An uploaded file as programs handle it: disk I/O happens in worker threads, memory is used directly."""

from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

from fireweed.concurrency.job import finish
from fireweed.concurrency.pool import get_pool, run_in_threadpool
from fireweed.http.headers import Headers


class UploadFile:
    """A file that a client has sent in a form.

    `file` is the binary file itself, for code that runs in worker threads anyway. `filename` is what the client says:
    never use it as a path. `size` is in bytes; `headers` are those of the part. What is not known is None.
    """

    def __init__(
        self,
        file: BinaryIO,
        *,
        size: int | None = None,
        filename: str | None = None,
        headers: Headers | None = None,
    ) -> None:
        self.file = file
        self.size = size
        self.filename = filename
        self.headers = Headers() if headers is None else headers

    @property
    def content_type(self) -> str | None:
        """The media type that the client says the file is of."""
        return self.headers.get("content-type")

    async def read(self, size: int = -1) -> bytes:
        """Read `size` bytes from where the file is at, all that follow if it is negative."""
        if is_in_memory(self.file):
            return self.file.read(size)
        return await run_in_threadpool(self.file.read, size)

    async def write(self, data: bytes) -> None:
        """Write where the file is at; `size` grows by that much."""
        if isinstance(self.file, BytesIO):
            self.file.write(data)
        else:  # A file that is still in memory may have to move to disk, which must not be left half done.
            await finish(get_pool().submit(self.file.write, data))
        if self.size is not None:
            self.size += len(data)

    async def seek(self, offset: int) -> None:
        """Go to the byte number `offset`, counted from the beginning."""
        if is_in_memory(self.file):
            self.file.seek(offset)
        else:
            await run_in_threadpool(self.file.seek, offset)

    async def close(self) -> None:
        """Close the file, which deletes it if it is a temporary one. A second time does nothing."""
        if is_in_memory(self.file):
            self.file.close()
        else:
            await finish(get_pool().submit_unqueued(self.file.close))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """How pydantic validates an upload: it is one already."""
        # Only pydantic calls this, so who uses no types does without it.
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(_check_upload)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, str]:
        """How OpenAPI 3.1 describes a file in a form (§4.14.3)."""
        return {"type": "string", "contentMediaType": "application/octet-stream"}

    def __repr__(self) -> str:
        return f"{type(self).__name__}(filename={self.filename!r}, size={self.size!r}, headers={self.headers!r})"


async def read_whole(upload: UploadFile) -> bytes:
    """Read all that follows from where the file is at, and leave it there: others may read it again."""
    if is_in_memory(upload.file):
        return _read_and_return(upload.file)
    return await run_in_threadpool(_read_and_return, upload.file)


def _read_and_return(file: BinaryIO) -> bytes:
    position = file.tell()
    content = file.read()
    file.seek(position)
    return content


def _check_upload(value: Any) -> UploadFile:
    if not isinstance(value, UploadFile):
        raise ValueError(f"Expected UploadFile, received: {type(value)}")
    return value


def is_in_memory(file: BinaryIO) -> bool:
    """Whether to read and close a file is sure not to touch a disk."""
    # A spooled file has a name only once it was moved to disk.
    return isinstance(file, BytesIO) or (isinstance(file, SpooledTemporaryFile) and file.name is None)
