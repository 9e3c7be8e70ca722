"""The books, for everyone."""

from fireweed import APIRouter

router = APIRouter(prefix="/books", tags=["books"])


@router.get("")
async def list_books() -> list[str]:
    return ["The First", "The Second"]


@router.get("/{book_id}")
async def read_book(book_id: int) -> dict[str, int]:
    return {"book_id": book_id}
