"""The names that the modules of FastAPI and Starlette have, private modules among them: which are there, which are not.

`names.json` lists those of FastAPI 0.165 and Starlette 1.10 by module, `missing_names.json` those that are not there.
The latter may only shrink.
"""

import importlib
import json
import warnings
from pathlib import Path

import pytest

from fireweed.exceptions import FireweedDeprecationWarning

HERE = Path(__file__).parent
NAMES: dict[str, str] = json.loads((HERE / "names.json").read_text())
MISSING: dict[str, str] = json.loads((HERE / "missing_names.json").read_text())


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize("module", NAMES)
def test_has_every_name_but_those_known_to_be_missing(module: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FireweedDeprecationWarning)  # deprecated modules and names
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError:
            found = None

        missing = [name for name in NAMES[module].split() if not hasattr(found, name)]

    assert missing == MISSING.get(module, "").split()


def test_lists_no_missing_names_of_other_modules() -> None:
    assert MISSING.keys() <= NAMES.keys()
