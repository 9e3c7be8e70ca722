"""The hook at the start of an interpreter: what it loads, and the file that puts it there."""

import json
import site
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fireweed.compat import installation, tables
from fireweed.compat.__main__ import main
from fireweed.compat.start import disable, enable

LISTING = (
    "import sys; before = set(sys.modules); {}; loaded = sorted(set(sys.modules) - before); "
    "import json; print(json.dumps(loaded))"
)


def run(program: str) -> Any:
    """What a fresh interpreter prints, as JSON."""
    answer = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, check=True)
    return json.loads(answer.stdout)


def test_installing_loads_next_to_nothing() -> None:
    loaded = run(LISTING.format("import fireweed.compat; fireweed.compat.install()"))

    assert loaded == ["fireweed", "fireweed.compat", "fireweed.compat.installation"]


def test_other_imports_load_nothing_more() -> None:
    loaded = run(LISTING.format("import fireweed.compat; fireweed.compat.install(); import fractions"))

    assert [name for name in loaded if name.startswith(("fireweed.", "pydantic"))] == [
        "fireweed.compat",
        "fireweed.compat.installation",
    ]


def test_a_module_of_theirs_loads_what_it_has() -> None:
    loaded = run(LISTING.format("import fireweed.compat; fireweed.compat.install(); import starlette.status"))

    assert "starlette.status" in loaded
    assert "fireweed.applications" not in loaded


def test_uninstalling_what_nobody_used_is_possible() -> None:
    assert run("from fireweed import compat; compat.install(); compat.uninstall(); print(1)") == 1


def test_knows_the_packages_of_the_tables() -> None:
    assert set(installation.ROOTS) == tables.VERSIONS.keys()


def test_file_installs_the_hook(tmp_path: Path) -> None:
    file = enable(tmp_path)

    program = (
        f"import site; site.addsitedir({str(tmp_path)!r}); import fastapi, json; print(json.dumps(fastapi.__version__))"
    )

    assert file.parent == tmp_path
    assert run(program) == "0.165.0"


def test_file_can_be_removed_again(tmp_path: Path) -> None:
    enable(tmp_path)

    files = [disable(tmp_path), disable(tmp_path)]

    assert not any(file.exists() for file in files)


def test_file_belongs_to_where_packages_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))

    main(["--enable"])
    enabled = [path.name for path in tmp_path.iterdir()]
    main(["--disable"])

    assert (enabled, list(tmp_path.iterdir())) == (["fireweed_compat.pth"], [])
    assert str(tmp_path) in capsys.readouterr().out


def test_says_that_the_place_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path / "absent"))

    with pytest.raises(SystemExit, match="The hook cannot be enabled for this environment"):
        main(["--enable"])


def test_place_is_one_whose_files_are_read() -> None:
    import sysconfig

    assert sysconfig.get_path("purelib") in site.getsitepackages()
