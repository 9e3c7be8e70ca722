"""Operations of others: callbacks and webhooks."""

from pydantic import HttpUrl

from fireweed import APIRouter
from openapi_tools.stress.models import Page, Parcel, Reading

callbacks = APIRouter()
webhooks = APIRouter()
router = APIRouter(prefix="/outgoing", tags=["outgoing"])


@callbacks.post("{$request.query.callback_url}/parcels/{$response.body.price}", responses={410: {}})
def parcel_arrived(body: Page[Parcel]) -> None:
    """The parcel is there."""


@webhooks.post("reading-taken", tags=["outgoing"])
def reading_taken(body: Reading) -> bool:
    """Sent to everybody who has subscribed."""
    return True


@router.post("/parcels", callbacks=callbacks.routes)
async def order_parcel(parcel: Parcel, callback_url: HttpUrl) -> Parcel:
    return parcel
