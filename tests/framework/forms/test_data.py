import io
from typing import Any

import pytest

from fireweed.forms.data import FormData
from fireweed.forms.uploads import UploadFile


def test_holds_text_and_files_in_order() -> None:
    upload = UploadFile(io.BytesIO(), filename="a.txt")

    form = FormData([("a", "1"), ("b", upload), ("a", "2")])

    assert form.multi_items() == [("a", "1"), ("b", upload), ("a", "2")]
    assert (form["a"], form["b"], form.getlist("a")) == ("2", upload, ["1", "2"])


@pytest.mark.parametrize("form", [FormData({"a": "1"}), FormData(FormData(a="1")), FormData(a="1")], ids=repr)
def test_is_made_as_other_multi_mappings_are(form: FormData) -> None:
    assert form == FormData([("a", "1")])


async def test_closes_its_files() -> None:
    uploads = [UploadFile(io.BytesIO()) for _ in range(3)]

    await FormData([("a", uploads[0]), ("b", "text"), ("a", uploads[1]), ("c", uploads[2])]).close()

    assert all(upload.file.closed for upload in uploads)


async def test_closes_the_others_when_closing_one_fails() -> None:
    class BrokenFile(io.BytesIO):
        def close(self) -> None:
            super().close()
            raise OSError("disk full")

    broken: Any = BrokenFile()
    uploads = [UploadFile(io.BytesIO()), UploadFile(broken), UploadFile(io.BytesIO())]

    with pytest.raises(OSError, match="disk full"):
        await FormData([("a", upload) for upload in uploads]).close()
    assert all(upload.file.closed for upload in uploads)


async def test_has_nothing_to_close_without_files() -> None:
    form = FormData([("a", "1")])

    await form.close()

    assert form["a"] == "1"
