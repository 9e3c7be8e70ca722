"""`python -m benchmarks.startup.child FRAMEWORK MODELS`: start once, and print what it took as one line of JSON."""

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

APPLICATION_CLASSES = {"fireweed": "Fireweed", "fastapi": "FastAPI"}
ROUTES = 1_000


def declare(package: Any, application: type[Any], models: int = ROUTES // 2) -> Any:
    """An application with ROUTES routes, in pairs that take turns with the models, parameters and a dependency."""

    def get_page(offset: int = 0, limit: Annotated[int, package.Query(ge=1, le=100)] = 20) -> tuple[int, int]:
        return offset, limit

    page = Annotated[tuple[int, int], package.Depends(get_page)]
    app, pydantic = application(), import_module("pydantic")
    parts = [pydantic.create_model(f"Part{number}", name=(str, ...), price=(float, 0.0)) for number in range(models)]
    for number in range(ROUTES // 2):
        declare_pair(app, number, parts[number % models], page)
    return app


def declare_pair(app: Any, number: int, model: Any, page: Any) -> None:
    """A route that reads and one that writes."""

    async def read_part(part_id: int, page: page, q: str | None = None) -> model:
        return {"name": q, "price": part_id + len(page)}

    async def create_part(part: model, dry_run: bool = False) -> model:
        return part

    app.get(f"/parts{number}/{{part_id}}", name=f"read_part{number}")(read_part)
    app.post(f"/parts{number}", name=f"create_part{number}", status_code=201)(create_part)


def read_peak_megabytes() -> float:
    """The most memory that the process has had resident so far."""
    # Not getrusage(): what it gives begins with the memory of the parent process.
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6


def main(framework: str, models: int) -> None:
    """Take the time of one stage after the other."""
    begin = time.perf_counter()
    package = import_module(framework)
    application = getattr(package, APPLICATION_CLASSES[framework])
    imported, memory_imported = time.perf_counter(), read_peak_megabytes()
    app = declare(package, application, models)
    app.url_path_for(f"create_part{ROUTES // 2 - 1}")  # builds the tables, where there are some
    declared = time.perf_counter()
    operations = sum(len(item) for item in app.openapi()["paths"].values())
    documented = time.perf_counter()
    figures = {
        "import_milliseconds": (imported - begin) * 1e3,
        "routes_milliseconds": (documented - imported) * 1e3,
        "declaration_milliseconds": (declared - imported) * 1e3,
        "document_milliseconds": (documented - declared) * 1e3,
        "routes_megabytes": read_peak_megabytes() - memory_imported,
    }
    print(json.dumps({"operations": operations, "figures": figures}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
