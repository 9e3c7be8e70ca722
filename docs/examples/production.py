"""What a service has besides its endpoints: a health check, a log, a limit to bodies."""

import logging

from fireweed import Fireweed, Request, status

logger = logging.getLogger("library")


app = Fireweed(title="Library", max_body_size=1_000_000)


@app.get("/health", include_in_schema=False)
async def read_health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/reviews", status_code=status.HTTP_201_CREATED)
async def create_review(lines: list[str]) -> dict[str, int]:
    logger.info("A review of %d lines came in.", len(lines))
    return {"lines": len(lines)}


@app.post("/scans", max_body_size=20_000_000)
async def store_scan(request: Request) -> dict[str, int]:
    return {"bytes": sum([len(chunk) async for chunk in request.stream()])}
