"""Flask, which is WSGI: routes, a session, an upload, a stream, an error."""

from flask import Flask, request, session

app = Flask(__name__)
app.secret_key = "not secret"


@app.get("/items/<int:item>")
def show_item(item):
    return {"item": item, "q": request.args.get("q"), "client": request.remote_addr, "url": request.url}


@app.post("/login")
def log_in():
    session["name"] = request.form["name"]
    return "", 204


@app.get("/name")
def show_name():
    return {"name": session["name"]}


@app.post("/upload")
def receive_upload():
    return {"size": sum(len(piece) for piece in iter(lambda: request.stream.read(65536), b""))}


@app.post("/files")
def receive_file():
    return {"name": request.files["file"].filename, "size": len(request.files["file"].read())}


@app.get("/stream")
def stream():
    return (f"{number}\n" for number in range(1000)), {"content-type": "text/plain"}


@app.get("/fail")
def fail():
    raise RuntimeError("on purpose")
