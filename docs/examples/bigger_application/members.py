"""The members, for librarians."""

from fireweed import APIRouter

router = APIRouter(prefix="/members", tags=["members"])


@router.get("/{member_id}")
async def read_member(member_id: int) -> dict[str, int]:
    return {"member_id": member_id}
