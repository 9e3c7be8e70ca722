"""The idea behind typed endpoints, in pydantic alone: one validator for everything that a function asks for."""

from typing import Annotated, Any

from pydantic import AliasPath, BaseModel, Field, Json, TypeAdapter
from typing_extensions import TypedDict


class Review(BaseModel):
    text: str
    stars: int = Field(ge=1, le=5)


async def create_review(book_id: int, review: Review, draft: bool = False) -> dict[str, object]:
    """The endpoint: `book_id` is in the path, `draft` in the query, `review` is the JSON body."""
    return {"book_id": book_id, "stars": review.stars, "draft": draft}


class Arguments(TypedDict):
    """What start-up makes of its signature: each parameter with its place in the raw request."""

    book_id: Annotated[int, Field(validation_alias=AliasPath("path", "book_id"))]
    draft: Annotated[bool, Field(default=False, validation_alias=AliasPath("query", "draft"))]
    review: Annotated[Json[Review], Field(validation_alias="body")]


ARGUMENTS = TypeAdapter(Arguments)


async def handle(raw: dict[str, Any]) -> dict[str, object]:
    """What a request does: one call into pydantic, one call of the endpoint."""
    return await create_review(**ARGUMENTS.validate_python(raw))
