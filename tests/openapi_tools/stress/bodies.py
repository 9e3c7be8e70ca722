"""Bodies of every kind: JSON, forms, files, and JSON beside a file."""

from typing import Annotated, Any

from fireweed import APIRouter, Body, File, Form, UploadFile
from openapi_tools.stress.models import Address, Everything, Invoice, Node, Page, Parcel, Point, Profile, Shape

router = APIRouter(prefix="/bodies", tags=["bodies"])


@router.post("/everything")
async def send_everything(everything: Everything) -> Everything:
    return everything


@router.post("/invoice")
async def send_invoice(invoice: Invoice) -> Invoice:
    return invoice


@router.post("/shape")
async def send_shape(shape: Shape) -> Shape:
    return shape


@router.post("/tree")
async def send_tree(tree: Node) -> Node:
    return tree


@router.put("/point")
async def send_point(point: Point) -> Point:
    return point


@router.put("/address")
async def send_address(address: Address) -> Address:
    return address


@router.post("/parcel", status_code=201)
async def send_parcel(parcel: Parcel) -> Parcel:
    return parcel


@router.post("/page")
async def send_page(page: Page[Parcel]) -> Page[Parcel]:
    return page


@router.post("/several/{number}")
async def send_several(
    number: int,
    parcel: Parcel,
    point: Point | None = None,
    note: Annotated[str, Body(max_length=20, examples=["Thanks"])] = "",
    limit: int = 5,
) -> dict[str, Any]:
    return {"number": number, "parcel": parcel, "point": point, "note": note, "limit": limit}


@router.patch("/embedded")
async def send_embedded(amounts: Annotated[list[int], Body(embed=True, min_length=1)]) -> int:
    return sum(amounts)


@router.post("/optional")
async def send_optional(parcel: Parcel | None = None) -> Parcel | None:
    return parcel


@router.post("/form")
async def send_form(
    name: Annotated[str, Form(min_length=1)], age: Annotated[int | None, Form(ge=0, le=150)] = None
) -> dict[str, str | int | None]:
    return {"name": name, "age": age}


@router.post("/profile")
async def send_profile(profile: Annotated[Profile, Form()]) -> Profile:
    return profile


@router.post("/files")
async def send_files(
    picture: UploadFile,
    preview: Annotated[bytes | None, File(description="Smaller.")] = None,
    others: list[UploadFile] | None = None,
) -> dict[str, int]:
    return {"picture": len(await picture.read()), "preview": len(preview or b""), "others": len(others or [])}


@router.post("/manual")
async def send_manual(parcel: Parcel, manual: UploadFile) -> Parcel:
    return parcel
