"""The application: nothing but what belongs to all of it."""

from fireweed import Depends, Fireweed

from . import books, members
from .dependencies import require_librarian

app = Fireweed(title="Library")
app.include_router(books.router)
app.include_router(
    members.router,
    prefix="/staff",
    dependencies=[Depends(require_librarian)],
    responses={403: {"description": "Not a librarian."}},
)


@app.get("/health", include_in_schema=False)
async def read_health() -> dict[str, str]:
    return {"status": "ok"}
