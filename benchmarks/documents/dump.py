"""`python -m benchmarks.documents.dump FRAMEWORK`: the documents of all programs as JSON, by name, on standard output.

It runs in the environment of the framework, so it imports nothing of another one.
"""

import json
import sys
import warnings
from typing import Any

from benchmarks.documents.framework import Framework, import_framework
from benchmarks.documents.programs import PROGRAMS


def build_documents(framework: Framework) -> dict[str, Any]:
    """The documents by the names of the programs; what a framework warns of is not compared."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {name: build(framework).openapi() for name, build in PROGRAMS.items()}


if __name__ == "__main__":
    json.dump(build_documents(import_framework(sys.argv[1])), sys.stdout)
