"""Form and File parameters of path operations, from the request to the arguments."""

from collections import deque
from collections.abc import Sequence
from typing import Annotated, Any

import pytest
from pydantic import AliasChoices, Json

from fireweed import Depends, File, Fireweed, Form, Request, UploadFile
from fireweed.exceptions import RequestValidationError
from fireweed.responses import JSONResponse
from fireweed.testclient import TestClient
from kit import multipart
from kit.endpoints import JSON, details, locations, missing, serve
from kit.forms import MULTIPART, URLENCODED, post, post_parts

# Text...


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"name=Ada&age=36", URLENCODED),
        (multipart.form(multipart.field("name", "Ada"), multipart.field("age", "36")), MULTIPART),
    ],
    ids=["urlencoded", "multipart"],
)
def test_reads_fields_of_either_encoding(body: bytes, headers: dict[str, str]) -> None:
    async def endpoint(name: Annotated[str, Form()], age: Annotated[int, Form()]) -> Any:
        return [name, age]

    assert post(endpoint, body, headers).json() == ["Ada", 36]


@pytest.mark.parametrize(
    ("body", "headers"),
    [(b"", URLENCODED), (b'{"name":"Ada"}', JSON), (b"name=Ada", {"content-type": "text/plain"}), (b"name=Ada", {})],
    ids=["empty", "json", "text", "no content type"],
)
def test_what_is_no_form_has_no_fields(body: bytes, headers: dict[str, str]) -> None:
    async def endpoint(name: Annotated[str, Form()]) -> None: ...

    assert details(post(endpoint, body, headers)) == [missing("body", "name")]


def test_empty_text_counts_as_missing() -> None:
    async def endpoint(
        name: Annotated[str, Form()], age: Annotated[int, Form()] = 3, note: Annotated[str | None, Form()] = None
    ) -> Any:
        return [name, age, note]

    assert post(endpoint, "name=x&age=&note=").json() == ["x", 3, None]
    assert details(post(endpoint, "name=&age=")) == [missing("body", "name")]


def test_last_value_counts_even_if_it_is_empty() -> None:
    async def endpoint(name: Annotated[str, Form()]) -> Any:
        return name

    assert post(endpoint, "name=a&name=b").json() == "b"
    assert details(post(endpoint, "name=a&name=")) == [missing("body", "name")]


def test_unchecked_box_is_false_by_default() -> None:
    async def endpoint(agreed: Annotated[bool, Form()] = False) -> Any:
        return agreed

    assert [post(endpoint, body).json() for body in ("", "agreed=on", "agreed=true")] == [False, True, True]


@pytest.mark.parametrize(
    "type_",
    [list[int], set[int], frozenset[int], tuple[int, ...], deque[int], Sequence[int], list[int] | None],
    ids=str,
)
def test_collections_take_every_value(type_: Any) -> None:
    async def endpoint(number: Any) -> Any:
        return sorted(number)

    endpoint.__annotations__["number"] = Annotated[type_, Form()]

    assert post(endpoint, "number=1&number=2").json() == [1, 2]
    assert locations(post(endpoint)) == [("missing", ["body", "number"])]
    assert locations(post(endpoint, "number=1&number=x")) == [("int_parsing", ["body", "number", 1])]


def test_plain_collections_take_every_value() -> None:
    async def endpoint(
        a: Annotated[list, Form()],  # type: ignore[type-arg]  # without an item type, which is the point
        b: Annotated[tuple, Form()],  # type: ignore[type-arg]  # as above
    ) -> Any:
        return [a, b]

    assert post(endpoint, "a=1&a=2&b=x&b=y").json() == [["1", "2"], ["x", "y"]]


def test_empty_text_is_kept_in_lists() -> None:
    async def endpoint(tag: Annotated[list[str], Form()]) -> Any:
        return tag

    assert post(endpoint, "tag=&tag=a").json() == ["", "a"]


def test_alias_is_the_name_in_the_form() -> None:
    async def endpoint(name: Annotated[str, Form(alias="the-name")]) -> Any:
        return name

    assert post(endpoint, "the-name=x").json() == "x"
    assert details(post(endpoint, "name=x")) == [missing("body", "the-name")]


def test_empty_choice_of_aliases_is_passed_over() -> None:
    async def endpoint(age: Annotated[int, Form(validation_alias=AliasChoices("age", "years"))]) -> Any:
        return age

    assert post(endpoint, "age=&years=3").json() == 3
    assert locations(post(endpoint, "years=x")) == [("int_parsing", ["body", "years"])]
    assert locations(post(endpoint)) == [("missing", ["body", "age"])]


def test_json_parameter_is_one_text() -> None:
    async def endpoint(numbers: Annotated[Json[list[int]], Form()]) -> Any:
        return numbers

    assert post(endpoint, "numbers=[1,2]").json() == [1, 2]
    assert locations(post(endpoint, "numbers=[1")) == [("json_invalid", ["body", "numbers"])]


# Files...


def test_upload_needs_no_marker() -> None:
    async def endpoint(file: UploadFile) -> Any:
        return [file.filename, file.content_type, file.size, (await file.read()).decode()]

    answer = post_parts(endpoint, multipart.file("file", "hello", filename="a.txt"))

    assert answer.json() == ["a.txt", "text/plain", 5, "hello"]


@pytest.mark.parametrize(
    "type_", [UploadFile | None, Annotated[UploadFile | None, File()], list[UploadFile] | None], ids=str
)
def test_optional_upload_is_none_if_absent_or_not_selected(type_: Any) -> None:
    async def endpoint(file: Any = None) -> Any:
        return file is None

    endpoint.__annotations__["file"] = type_

    assert post_parts(endpoint).json() is True
    assert post_parts(endpoint, multipart.file("file", filename="")).json() is True
    assert post_parts(endpoint, multipart.file("file", filename="a")).json() is False


def test_required_file_that_is_not_selected_is_missing() -> None:
    async def endpoint(file: UploadFile, files: list[UploadFile], data: Annotated[bytes, File()]) -> None: ...

    unselected = [multipart.file(name, filename="") for name in ("file", "files", "data")]

    assert details(post_parts(endpoint, *unselected)) == [missing("body", name) for name in ("file", "files", "data")]


def test_selected_files_of_a_list_are_kept_in_order() -> None:
    async def endpoint(files: list[UploadFile]) -> Any:
        return [file.filename for file in files]

    parts = [multipart.file("files", filename=name) for name in ("b", "", "a")]

    assert post_parts(endpoint, *parts).json() == ["b", "a"]


def test_bytes_are_what_is_in_the_file() -> None:
    async def endpoint(
        data: Annotated[bytes, File()],
        several: Annotated[list[bytes], File()],
        optional: Annotated[bytes | None, File()] = None,
    ) -> Any:
        return [data.decode(), [item.decode() for item in several], optional]

    answer = post_parts(
        endpoint,
        multipart.file("data", "one"),
        multipart.file("several", "two"),
        multipart.field("several", "text"),
        multipart.file("optional", filename=""),
    )

    assert answer.json() == ["one", ["two", "text"], None]


def test_bytes_of_a_file_on_disk_are_read_as_well() -> None:
    async def endpoint(data: Annotated[bytes, File()]) -> Any:
        return len(data)

    assert post_parts(endpoint, multipart.file("data", b"x" * 1_500_000)).json() == 1_500_000


def test_text_is_no_upload() -> None:
    async def endpoint(file: UploadFile, files: list[UploadFile]) -> None: ...

    found = details(post_parts(endpoint, multipart.field("file", "x"), multipart.field("files", "y")))

    message = "Value error, Expected UploadFile, received: <class 'str'>"
    error: dict[str, Any] = {"type": "value_error", "msg": message, "ctx": {"error": {}}}
    assert found == [
        {**error, "loc": ["body", "file"], "input": "x"},
        {**error, "loc": ["body", "files", 0], "input": "y"},
    ]


def test_upload_is_no_text_and_the_error_does_not_tell_where_it_is_kept() -> None:
    async def endpoint(name: Annotated[str, Form()]) -> None: ...

    [error] = details(post_parts(endpoint, multipart.file("name", "x", filename="a.txt")))

    headers = {"content-disposition": 'form-data; name="name"; filename="a.txt"', "content-type": "text/plain"}
    assert error == {
        "type": "string_type",
        "loc": ["body", "name"],
        "msg": "Input should be a valid string",
        "input": {"filename": "a.txt", "size": 1, "headers": headers},
    }


def test_order_of_declaration_does_not_matter() -> None:
    async def file_first(file: UploadFile, name: Annotated[str, Form()]) -> Any:
        return [file.filename, name]

    async def field_first(name: Annotated[str, Form()], file: UploadFile) -> Any:
        return [file.filename, name]

    parts = (multipart.field("name", "x"), multipart.file("file"))

    assert post_parts(file_first, *parts).json() == post_parts(field_first, *parts).json() == ["a.txt", "x"]


def test_several_parameters_read_one_upload() -> None:
    async def measure(data: Annotated[bytes, File(alias="file")]) -> int:
        return len(data)

    async def endpoint(
        file: UploadFile, data: Annotated[bytes, File(alias="file")], size: Annotated[int, Depends(measure)]
    ) -> Any:
        return [(await file.read()).decode(), data.decode(), size]

    assert post_parts(endpoint, multipart.file("file", "hello")).json() == ["hello", "hello", 5]


def test_plain_function_reads_the_file_itself() -> None:
    def endpoint(file: UploadFile) -> Any:
        return file.file.read().decode()

    assert post_parts(endpoint, multipart.file("file", "hello")).json() == "hello"


# Where forms are read...


def test_dependency_makes_the_route_read_a_form() -> None:
    async def get_name(name: Annotated[str, Form()]) -> str:
        return name

    async def endpoint(name: Annotated[str, Depends(get_name)]) -> Any:
        return name

    assert post(endpoint, "name=x").json() == "x"
    assert details(post(endpoint)) == [missing("body", "name")]


def test_request_has_the_form_that_was_read() -> None:
    async def endpoint(request: Request, name: Annotated[str, Form()]) -> Any:
        form = await request.form()
        return [form is await request.form(), form.multi_items(), name]

    assert post(endpoint, "name=x&other=y").json() == [True, [["name", "x"], ["other", "y"]], "x"]


def test_form_is_the_body_of_a_validation_error() -> None:
    app = Fireweed()

    @app.exception_handler(RequestValidationError)
    async def show(request: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse([error.body.multi_items(), (await request.form()).multi_items()])

    @app.post("/")
    async def endpoint(name: Annotated[int, Form()]) -> None: ...

    answer = TestClient(app).post("/", content="name=x", headers=URLENCODED)

    assert answer.json() == [[["name", "x"]], [["name", "x"]]]


def test_get_may_have_a_form() -> None:
    async def endpoint(name: Annotated[str, Form()] = "nobody") -> Any:
        return name

    client = serve(endpoint, method="GET")

    assert client.get("/").json() == "nobody"
    assert client.request("GET", "/", content="name=x", headers=URLENCODED).json() == "x"


@pytest.mark.parametrize("marker", [Form("made"), Form(default_factory=lambda: "made")], ids=["value", "factory"])
def test_default_takes_the_place_of_what_is_empty(marker: Any) -> None:
    async def endpoint(name: str = marker) -> Any:
        return name

    assert post(endpoint, "name=").json() == "made"


# Bad input never fails the server...

BAD: dict[str, tuple[Any, bytes, list[Any] | None]] = {
    "huge integer": (Annotated[int, Form()], multipart.field("value", "9" * 5000), ["int_parsing_size", "9" * 5000]),
    "not a number": (Annotated[float, Form(allow_inf_nan=False)], multipart.field("value", "nan"), ["finite_number"]),
    "deep JSON": (Annotated[Any, Json, Form()], multipart.field("value", "[" * 5000), ["json_invalid", "[" * 5000]),
    "text that is not UTF-8": (Annotated[str, Form()], multipart.field("value", b"\xff"), None),
    "too many octets": (
        Annotated[bytes, File(max_length=1)],
        multipart.file("value", b"\xff\xfe"),
        ["bytes_too_long", "\ufffd\ufffd"],
    ),
    "octets as JSON": (Annotated[Any, Json, Form()], multipart.file("value", b"\xff"), ["json_invalid", "\ufffd"]),
    "file as a list of numbers": (Annotated[list[int], Form()], multipart.file("value", b"1"), ["int_type"]),
    "name of no field": (Annotated[str, Form()], multipart.field("value\\", "x"), ["missing", None]),
}


@pytest.mark.parametrize(("type_", "part", "error"), BAD.values(), ids=list(BAD))
def test_bad_value_is_answered(type_: Any, part: bytes, error: list[Any] | None) -> None:
    async def endpoint(value: Any) -> None: ...

    endpoint.__annotations__["value"] = type_

    answer = post_parts(endpoint, part)

    if error is None:
        assert answer.status_code == 200
        return
    [found] = details(answer)
    assert [found["type"], found["input"]][: len(error)] == error
