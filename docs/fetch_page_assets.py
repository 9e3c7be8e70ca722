"""`make docs-assets`: take the scripts of the documentation pages from their packages into the package's own folder.

npm fetches the packages, from whatever registry it is set to. What it brings must have the integrity that is written
here (https://www.w3.org/TR/SRI/), whoever has passed it on.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fireweed.openapi.assets import BUNDLED, REDOC_JS, SWAGGER_CSS, SWAGGER_JS


@dataclass(frozen=True, slots=True)
class Package:
    """A package, and which of its files become which of ours."""

    name: str
    version: str
    integrity: str
    files: Mapping[str, str]


PACKAGES = (
    Package(
        "swagger-ui-dist",
        "5.35.0",
        "sha512-U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAhw0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ==",
        {
            "package/swagger-ui-bundle.js": SWAGGER_JS,
            "package/swagger-ui.css": SWAGGER_CSS,
            "package/LICENSE": "LICENSE.swagger-ui",
            "package/NOTICE": "NOTICE.swagger-ui",
        },
    ),
    Package(
        "redoc",
        "2.5.4",
        "sha512-M6jWhG1qoBnH6TFmzJnstyCZ87HmOY/UzDm78mHiYihEdlV/YcS9ogOo1NlElnJMeLsyxHFe2yFc4sNjHTrABQ==",
        {"package/bundles/redoc.standalone.js": REDOC_JS, "package/LICENSE": "LICENSE.redoc"},
    ),
)


class FetchError(Exception):
    """The files could not be had, or are not those that were meant."""


def fetch(package: Package, directory: Path) -> Path:
    """Have npm put the package into `directory`; returns the archive.

    Raises:
        FetchError: npm failed, or the archive is another one.
    """
    specifier = f"{package.name}@{package.version}"
    command = ["npm", "pack", specifier, "--silent", "--pack-destination", str(directory)]
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    archive = directory / f"{package.name}-{package.version}.tgz"
    if answer.returncode or not archive.is_file():
        raise FetchError(f"npm could not fetch {specifier}:\n{answer.stdout.strip()}")
    check_integrity(package, archive.read_bytes())
    return archive


def check_integrity(package: Package, content: bytes) -> None:
    """Raise FetchError unless the archive is the one that is meant."""
    found = f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}"
    if found != package.integrity:
        raise FetchError(f"{package.name} {package.version} has the integrity {found}, not {package.integrity}.")


def extract(package: Package, archive: Path, directory: Path) -> None:
    """Take the files of a package out of its archive.

    Raises:
        FetchError: one is missing.
    """
    with tarfile.open(archive) as members:
        for inner, name in package.files.items():
            try:
                file = members.extractfile(inner)
            except KeyError:
                file = None
            if file is None:
                raise FetchError(f"{package.name} {package.version} has no {inner}.")
            (directory / name).write_bytes(file.read())


def main() -> int:
    """Fetch all into a new folder, put that into place, and return the exit code."""
    if shutil.which("npm") is None:
        print("npm is not installed; it fetches the packages of the pages.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary, "assets")
        made.mkdir()
        try:
            for package in PACKAGES:
                extract(package, fetch(package, Path(temporary)), made)
        except FetchError as error:
            print(error, file=sys.stderr)
            return 1
        shutil.rmtree(BUNDLED, ignore_errors=True)
        shutil.move(made, BUNDLED)
    for package in PACKAGES:
        print(f"{package.name} {package.version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
