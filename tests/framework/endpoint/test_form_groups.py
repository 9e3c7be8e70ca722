import io
from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter

from fireweed import UploadFile
from fireweed.endpoint.form_groups import ReceivedForm, annotate_models
from fireweed.forms import FormData


class Person(BaseModel):
    name: str
    tags: list[str] = []


def received(*pairs: tuple[str, str | UploadFile]) -> ReceivedForm:
    return ReceivedForm(FormData(list(pairs)))


def test_received_form_shows_the_last_value_and_has_all() -> None:
    form = received(("a", "1"), ("b", "2"), ("a", "3"))

    assert form == {"a": "3", "b": "2"}
    assert form.lists == {"a": ["1", "3"], "b": ["2"]}


def test_model_is_made_of_a_received_form() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(annotate_models(Person))

    assert adapter.validate_python(received(("name", "x"), ("tags", "a"))) == Person(name="x", tags=["a"])


def test_model_is_made_of_anything_else_as_ever() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(annotate_models(Person | None))

    assert adapter.validate_python({"name": "x"}) == Person(name="x")
    assert adapter.validate_python(None) is None


def test_metadata_stays() -> None:
    described: TypeAdapter[Any] = TypeAdapter(annotate_models(Annotated[Person, Field(description="someone")]))

    assert described.json_schema()["description"] == "someone"


def test_file_that_was_not_selected_is_not_in_the_model() -> None:
    class Report(BaseModel):
        file: UploadFile | None = None
        files: list[UploadFile] = []

    unselected = UploadFile(io.BytesIO(), size=0, filename="")
    adapter: TypeAdapter[Any] = TypeAdapter(annotate_models(Report))

    report = adapter.validate_python(received(("file", unselected), ("files", unselected)))

    assert report.model_fields_set == set()
