"""Files in four ways: one that is chosen, a directory, a page from a template, and a built web application."""

from pathlib import Path

from fireweed import Fireweed, HTTPException, Request, Response
from fireweed.responses import FileResponse, HTMLResponse
from fireweed.staticfiles import StaticFiles
from fireweed.templating import Jinja2Templates

HERE = Path(__file__).parent

app = Fireweed()
app.mount("/reports", StaticFiles(directory=HERE / "reports"), name="reports")
app.frontend("/", directory=HERE / "frontend", fallback="index.html")
templates = Jinja2Templates(HERE / "templates")


@app.get("/download/{year}", response_class=FileResponse)
def download_report(year: int) -> FileResponse:
    path = HERE / "reports" / f"{year}.csv"
    if not path.is_file():
        raise HTTPException(404, f"There is no report of {year}")
    return FileResponse(path, filename=f"Report {year}.csv")


@app.get("/years/{year}", response_class=HTMLResponse)
def show_report(request: Request, year: int) -> Response:
    return templates.TemplateResponse(request, "year.html", {"year": year})
