"""The request itself, beside other parameters."""

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse

app = FastAPI()


@app.post("/items/{key}")
async def read(key: str, request: Request, q: int = 1):
    return {
        "host": request.client.host,
        "url": str(request.url),
        "base": str(request.base_url),
        "query": dict(request.query_params),
        "path": request.path_params,
        "cookies": request.cookies,
        "agent": request.headers.get("User-Agent"),
        "body": (await request.body()).decode(),
        "for": str(request.url_for("read", key="b")),
        "q": q,
    }


@app.post("/form")
async def form(request: Request):
    async with request.form() as form:
        return [[key, value if isinstance(value, str) else value.filename] for key, value in form.multi_items()]


@app.post("/json")
async def as_json(request: Request):
    return JSONResponse(await request.json())


@app.api_route("/many", methods=["GET", "DELETE"])
async def many(request: Request):
    return request.method


async def plain(request):
    return JSONResponse({"method": request.method})


app.add_route("/plain", plain, methods=["GET", "POST"])
