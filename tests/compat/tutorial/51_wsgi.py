"""A WSGI application under a path."""

import warnings

from fastapi import FastAPI

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.middleware.wsgi import WSGIMiddleware


def old(environ, start_response):
    size = int(environ.get("CONTENT_LENGTH") or 0)
    text = f"{environ['REQUEST_METHOD']} {environ['SCRIPT_NAME']} {environ['PATH_INFO']} {environ['QUERY_STRING']} "
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Old", "yes")])
    return [text.encode(), environ["wsgi.input"].read(size)]


app = FastAPI()
app.mount("/v1", WSGIMiddleware(old))


@app.get("/v2")
def read():
    return {"message": "Hello"}
