"""Fetching what the pages load: only what is exactly what was meant gets into the package."""

import base64
import hashlib
import io
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from docs.fetch_page_assets import PACKAGES, FetchError, Package, check_integrity, extract

from fireweed.openapi.assets import FILES


def make_package(content: bytes, inner: str = "package/a.js") -> tuple[Package, bytes]:
    """A package with one file, and its archive."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as members:
        member = tarfile.TarInfo(inner)
        member.size = len(content)
        members.addfile(member, io.BytesIO(content))
    digest = base64.b64encode(hashlib.sha512(archive.getvalue()).digest()).decode()
    return Package("a", "1.0.0", f"sha512-{digest}", {"package/a.js": "b.js"}), archive.getvalue()


def test_all_files_of_the_pages_are_fetched() -> None:
    assert set(FILES) <= {name for package in PACKAGES for name in package.files.values()}


def test_what_is_meant_passes() -> None:
    package, archive = make_package(b"code")

    check_integrity(package, archive)


def test_another_archive_is_refused() -> None:
    package, archive = make_package(b"code")

    with pytest.raises(FetchError, match=r"a 1\.0\.0 has the integrity sha512-"):
        check_integrity(package, archive + b"\0")


def test_files_are_taken_under_their_new_names(tmp_path: Path) -> None:
    package, content = make_package(b"code")
    archive = tmp_path / "a.tgz"
    archive.write_bytes(content)

    extract(package, archive, tmp_path)

    assert (tmp_path / "b.js").read_bytes() == b"code"


def test_missing_file_is_named(tmp_path: Path) -> None:
    package, content = make_package(b"code")
    archive = tmp_path / "a.tgz"
    archive.write_bytes(content)

    with pytest.raises(FetchError, match=r"a 1\.0\.0 has no package/other\.js"):
        extract(replace(package, files={"package/other.js": "o.js"}), archive, tmp_path)
