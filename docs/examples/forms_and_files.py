"""Forms as parameters: fields, models, files, and a JSON document beside a file."""

from typing import Annotated

from pydantic import BaseModel, Field

from fireweed import File, Fireweed, Form, UploadFile

app = Fireweed()


@app.post("/login")
async def login(name: Annotated[str, Form()], password: Annotated[str, Form(min_length=8)]) -> dict[str, str]:
    return {"name": name}


class Profile(BaseModel):
    name: str
    age: int | None = None
    topics: list[str] = []


@app.post("/profile")
async def save_profile(profile: Annotated[Profile, Form()]) -> Profile:
    return profile


class Address(BaseModel):
    city: str


@app.post("/order")
async def order(
    article: Annotated[str, Form()], address: Annotated[Address | None, Form()] = None
) -> dict[str, str | None]:
    return {"article": article, "city": address.city if address is not None else None}


@app.post("/picture")
async def store_picture(
    picture: UploadFile,
    preview: Annotated[bytes | None, File()] = None,
    others: list[UploadFile] | None = None,
) -> dict[str, object]:
    return {
        "filename": picture.filename,
        "first bytes": (await picture.read(4)).hex(),
        "preview": len(preview or b""),
        "others": [other.filename for other in others or []],
    }


class Item(BaseModel):
    name: str
    price: float = Field(gt=0)


@app.post("/items")
async def create_item(item: Item, manual: UploadFile) -> dict[str, object]:
    return {"item": item, "manual": manual.filename}
