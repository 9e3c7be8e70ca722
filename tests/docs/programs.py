"""Loads the programs of the documentation, each one anew: nobody sees what somebody else left in its application."""

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def load_program(file: str) -> ModuleType:
    """Execute the file, named from the root of the repository, and return it as a module."""
    spec = importlib.util.spec_from_file_location(Path(file).stem, ROOT / file)
    assert spec is not None
    assert spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return program
