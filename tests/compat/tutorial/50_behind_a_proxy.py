"""A path prefix that a proxy takes away."""

from fastapi import FastAPI, Request

app = FastAPI(root_path="/api/v1", servers=[{"url": "https://stag.example.com", "description": "Staging"}])
other = FastAPI(root_path="/api/v2", root_path_in_servers=False)


@app.get("/app")
def read(request: Request):
    return {"message": "Hello", "root_path": request.scope.get("root_path"), "url": str(request.url_for("read"))}


@other.get("/deep/")
def deep(request: Request):
    return str(request.url)


app.mount("/other", other)
