"""Elastic's agent, which reports to the address in ELASTIC_APM_SERVER_URL."""

from elasticapm.contrib.starlette import ElasticAPM, make_apm_client
from fastapi import APIRouter, FastAPI

client = make_apm_client(
    {"SERVICE_NAME": "library", "CAPTURE_BODY": "all", "CLOUD_PROVIDER": "none", "API_REQUEST_TIME": "50ms"}
)
app = FastAPI()
app.add_middleware(ElasticAPM, client=client)
router = APIRouter(prefix="/books")


@router.put("/{number}")
async def put_book(number: int, book: dict[str, int]) -> float:
    return book["pages"] / number


app.include_router(router)
