"""The programs as processes that the tools can talk to."""

from contextlib import AbstractContextManager
from pathlib import Path

from kit.service import Service, run_service
from openapi_tools.programs import Program


def serve(program: Program, folder: Path) -> AbstractContextManager[Service]:
    """Run the program with a database in `folder`; X-Forwarded-For from a tool is no proxy's."""
    options = ["--host", "127.0.0.1", "--no-proxy-headers", "--no-access-log"]
    arguments = ["run", program.target, "--app-dir", str(program.folder), *program.options, *options]
    database = {"SHOP_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'shop.db'}"}
    return run_service(arguments, {**program.environment, **database})
