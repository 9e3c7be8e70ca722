"""The fields and files of a form."""

from contextlib import AsyncExitStack

from fireweed.forms.uploads import UploadFile
from fireweed.http.multidict import ImmutableMultiDict

FormValue = str | UploadFile


class FormData(ImmutableMultiDict[str, UploadFile | str]):
    """A form as a multi-mapping of text and uploaded files, in the order in which they came."""

    __slots__ = ()

    async def close(self) -> None:
        """Close all files, even if closing one of them fails."""
        uploads = [value for _, value in self._pairs if isinstance(value, UploadFile)]
        if len(uploads) <= 1:
            for upload in uploads:
                await upload.close()
            return
        async with AsyncExitStack() as stack:
            for upload in uploads:
                stack.push_async_callback(upload.close)


def is_given(value: FormValue) -> bool:
    """Whether a field was filled in, or a file selected: browsers send the others too, with nothing in them."""
    return value != "" if isinstance(value, str) else is_selected(value)


def is_selected(upload: UploadFile) -> bool:
    """Whether someone has chosen this file (HTML, "constructing the entry list")."""
    return bool(upload.filename or upload.size)
