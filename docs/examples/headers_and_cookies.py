"""Headers and cookies: reading those of the request, setting those of the response."""

from typing import Annotated

from fireweed import Cookie, Fireweed, Header, Response

app = Fireweed()


@app.get("/greeting")
async def greet(
    accept_language: Annotated[str, Header()] = "en",
    forwarded: Annotated[list[str] | None, Header(alias="X-Forwarded-For")] = None,
) -> dict[str, object]:
    return {"language": accept_language, "forwarded": forwarded}


@app.post("/visits")
async def count_visit(response: Response, visits: Annotated[int, Cookie(ge=0)] = 0) -> dict[str, int]:
    response.set_cookie("visits", str(visits + 1), max_age=86400, httponly=True)
    response.headers["Cache-Control"] = "no-store"
    return {"visits": visits + 1}
