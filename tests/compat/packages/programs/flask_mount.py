"""A Flask application, mounted through a2wsgi."""

from a2wsgi import WSGIMiddleware
from fastapi import FastAPI
from flask import Flask, request

flask_app = Flask(__name__)


@flask_app.post("/greet")
def greet() -> str:
    return f"Hello {request.form['name']} from {request.script_root}"


app = FastAPI()
app.mount("/v1", WSGIMiddleware(flask_app))


@app.get("/v2")
def read_main() -> dict[str, str]:
    return {"message": "Hello World"}
