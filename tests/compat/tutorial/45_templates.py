"""Pages made with Jinja2."""

import tempfile
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

folder = Path(tempfile.mkdtemp())
(folder / "item.html").write_text(
    "<a href=\"{{ url_for('item', key=key) }}\">{{ key }} {{ unsafe }} {{ request.url.path }} {{ more }}</a>\n"
)
(folder / "list.txt").write_text("{% for entry in entries %}{{ entry }},{% endfor %}")


def add_more(request: Request) -> dict:
    return {"more": "from a processor"}


app = FastAPI()
templates = Jinja2Templates(directory=folder, context_processors=[add_more])


@app.get("/items/{key}", response_class=HTMLResponse)
async def item(request: Request, key: str):
    return templates.TemplateResponse(request=request, name="item.html", context={"key": key, "unsafe": "<b>"})


@app.get("/list")
def as_list(request: Request):
    return templates.TemplateResponse(
        request, "list.txt", {"entries": [1, "<"]}, status_code=201, media_type="text/plain", headers={"X-A": "b"}
    )
