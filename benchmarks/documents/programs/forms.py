"""Forms: fields, files, models, in dependencies and beside each other."""

# Programs as users write them; the endpoints are never called.
# mypy: disable-error-code="empty-body,valid-type"

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, Json

from benchmarks.documents.framework import Application, Framework


class Person(BaseModel):
    """Someone."""

    name: str = Field(description="What they are called.")
    age: int = Field(3, ge=0)
    tags: list[str] = []
    note: str | None = None


class Place(BaseModel):
    city: str


class Named(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    name: str = Field(alias="the-name")
    years: int = Field(validation_alias=AliasChoices("age", "years"))


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]
    bark: str


def build_fields(framework: Framework) -> Application:
    """Fields and files of all kinds."""
    app = framework.application(title="Fields")
    form, file, upload = framework.form, framework.file, framework.upload_file

    @app.post("/fields")
    def fields(
        name: Annotated[str, form(min_length=3, description="A name", title="The name", examples=["Ada"])],
        numbers: Annotated[list[int], form()],
        choice: Annotated[str, form(validation_alias=AliasChoices("b", "c"))],
        document: Annotated[Json[Person], form()],
        names: Annotated[set[str] | None, form()] = None,
        old: Annotated[bool, form(deprecated=True, alias="is-old")] = False,
    ) -> None: ...

    @app.post("/files")
    def files(
        one: upload,
        data: Annotated[bytes, file(description="Octets")],
        several: list[upload],
        maybe: upload | None = None,
        pieces: Annotated[list[bytes], file()] = [],  # noqa: B006
        name: Annotated[str, form()] = "",
    ) -> None: ...

    @app.put("/optional")
    def optional(name: Annotated[str, form()] = "x") -> None: ...

    @app.get("/multipart")
    def multipart(name: Annotated[str, form(media_type="multipart/form-data")]) -> None: ...

    async def get_file(image: upload, title: Annotated[str, form()] = "") -> None: ...

    @app.post("/dependency")
    def dependency(_: Annotated[Any, framework.depends(get_file)], name: Annotated[str, form()]) -> None: ...

    return app


def build_models(framework: Framework) -> Application:
    """Form models."""
    app = framework.application(title="Form models")
    form, upload = framework.form, framework.upload_file

    @app.post("/single")
    def single(person: Annotated[Person, form()]) -> None: ...

    @app.post("/default")
    def default(place: Annotated[Place, form()] = Place(city="x")) -> None: ...  # noqa: B008

    @app.post("/several")
    def several(
        person: Annotated[Person, form()],
        place: Annotated[Place, form(title="Where", description="A place")],
        note: Annotated[str, form()],
        image: upload,
    ) -> None: ...

    @app.post("/union")
    def union(pet: Annotated[Cat | Dog, form()]) -> None: ...

    @app.post("/tagged")
    def tagged(pet: Annotated[Cat | Dog, form(discriminator="kind")]) -> None: ...

    return app


def build_optional_models(framework: Framework) -> Application:
    """Form models that may be absent."""
    app = framework.application(title="Optional form models")
    form, upload = framework.form, framework.upload_file

    @app.post("/optional")
    def optional(person: Annotated[Person | None, form()] = None) -> None: ...

    @app.post("/optional-default")
    def optional_default(person: Annotated[Place | None, form()] = Place(city="x")) -> None: ...  # noqa: B008

    @app.post("/nullable")
    def nullable(person: Annotated[Person | None, form()], image: upload | None = None) -> None: ...

    @app.post("/optional-unions")
    def optional_unions(
        pet: Annotated[Cat | Dog | None, form(discriminator="kind")] = None,
        what: Annotated[Place | Person | None, form()] = None,
    ) -> None: ...

    async def get_person(person: Annotated[Person, form()]) -> None: ...

    @app.post("/dependency")
    def dependency(
        _: Annotated[Any, framework.depends(get_person)], place: Annotated[Place | None, form()] = None
    ) -> None: ...

    return app


def build_names(framework: Framework) -> Application:
    """Form models that fields have several names in; the peer describes such a model in one operation alone."""
    app = framework.application(title="Names")

    @app.post("/named")
    def named(named: Annotated[Named, framework.form()], note: Annotated[str, framework.form()]) -> None: ...

    return app


def build_files_in_models(framework: Framework) -> Application:
    """A form model with a file in it."""
    app = framework.application(title="Files in models")
    upload: Any = framework.upload_file

    class Report(BaseModel):
        title: str
        file: upload

    @app.post("/report")
    def report(report: Annotated[Report, framework.form()]) -> None: ...

    return app


def build_json_parts(framework: Framework) -> Application:
    """A body parameter beside a file."""
    app = framework.application(title="JSON parts")
    upload: Any = framework.upload_file

    @app.post("/item")
    def item(place: Place, image: upload) -> None: ...

    return app


PROGRAMS = (build_fields, build_models, build_optional_models, build_names, build_files_in_models, build_json_parts)
