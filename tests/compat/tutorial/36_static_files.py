"""Files of a directory."""

import os
import tempfile
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

folder = Path(tempfile.mkdtemp())
(folder / "note.txt").write_text("a note")
(folder / "sub").mkdir()
(folder / "sub" / "index.html").write_text("<p>index</p>")
(folder / "404.html").write_text("<p>lost</p>")
for path in folder.rglob("*"):
    os.utime(path, (1700000000, 1700000000))

app = FastAPI()
app.mount("/static", StaticFiles(directory=folder), name="static")
app.mount("/site", StaticFiles(directory=folder, html=True), name="site")


@app.get("/where")
async def where():
    return app.url_path_for("static", path="note.txt")
