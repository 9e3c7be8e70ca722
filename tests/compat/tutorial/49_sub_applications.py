"""Applications in applications."""

from fastapi import FastAPI, Request

app = FastAPI()
sub = FastAPI(title="Inner")


@app.get("/app")
def main():
    return "main"


@sub.get("/sub")
def inner(request: Request):
    return {"root": request.scope["root_path"], "url": str(request.url), "for": str(request.url_for("inner"))}


@sub.get("/items/{key}")
def item(key: int):
    return key


app.mount("/subapi", sub)
