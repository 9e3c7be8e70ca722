"""The scripts and styles of the documentation pages as files, for networks without a way out.

A wheel carries them if `make docs-assets` was run before it was built. Without them the pages load from a CDN.
"""

from functools import cached_property
from hashlib import sha256
from pathlib import Path

from fireweed.exceptions import FireweedError, HTTPException
from fireweed.requests import Request
from fireweed.responses import FileResponse

BUNDLED = Path(__file__).with_name("static")
"""Where the files are that the package brings."""

SWAGGER_JS = "swagger-ui-bundle.js"
SWAGGER_CSS = "swagger-ui.css"
REDOC_JS = "redoc.standalone.js"
FILES = (SWAGGER_JS, SWAGGER_CSS, REDOC_JS)

# RFC 8246: the address changes with the file.
_CACHE_CONTROL = "public, max-age=31536000, immutable"


class PageAssets:
    """The files in a folder.

    Raises:
        FireweedError: there is one missing.
    """

    def __init__(self, directory: Path) -> None:
        missing = [name for name in FILES if not (directory / name).is_file()]
        if missing:
            raise FireweedError(
                f"The documentation pages need {', '.join(missing)}, which {directory} does not have. Run "
                "`make docs-assets` in a checkout of Fireweed, or put them there, or leave the option docs_assets out."
            )
        self.directory = directory

    @cached_property
    def version(self) -> str:
        """Another one for other files."""
        digest = sha256()
        for name in FILES:
            digest.update((self.directory / name).read_bytes())
        return digest.hexdigest()[:12]

    def build_url(self, base: str, name: str) -> str:
        """The address of a file below that of the assets."""
        return f"{base}/{name}?v={self.version}"

    async def serve(self, request: Request) -> FileResponse:
        """Answer with the file that the path names."""
        name: str = request.path_params["name"]
        if name not in FILES:
            raise HTTPException(404)
        return FileResponse(self.directory / name, headers={"cache-control": _CACHE_CONTROL})


def find_assets(choice: str | Path, bundled: Path = BUNDLED) -> PageAssets | None:
    """The files to serve for the option `docs_assets`, None where pages are to load from the CDN.

    Raises:
        FireweedError: they are asked for and are not there.
    """
    if choice == "cdn" or (choice == "auto" and not any((bundled / name).is_file() for name in FILES)):
        return None
    return PageAssets(bundled if choice in ("auto", "local") else Path(choice))
