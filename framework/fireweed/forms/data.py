"""The fields and files of a form."""

from contextlib import AsyncExitStack

from fireweed.forms.uploads import UploadFile
from fireweed.http.multidict import ImmutableMultiDict


class FormData(ImmutableMultiDict[str, UploadFile | str]):
    """A form as a multi-mapping of text and uploaded files, in the order in which they came."""

    __slots__ = ()

    async def close(self) -> None:
        """Close all files, even if closing one of them fails."""
        uploads = [value for _, value in self._pairs if isinstance(value, UploadFile)]
        if not uploads:
            return
        async with AsyncExitStack() as stack:
            for upload in uploads:
                stack.push_async_callback(upload.close)
