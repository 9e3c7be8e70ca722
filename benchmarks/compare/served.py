"""`benchmarks.compare.served:app`, what the servers import: the application that the environment asks for.

BENCH_FRAMEWORK names the package to build it with, BENCH_SCENARIO the application of `applications.py`.
"""

import importlib
import os

from benchmarks.compare.applications import APPLICATIONS, Framework

APPLICATION_CLASSES = {"fireweed": "Fireweed", "fastapi": "FastAPI"}


def import_framework(name: str) -> Framework:
    """Import the package `name`, which must be a key of `APPLICATION_CLASSES`, and pick the names the apps use."""
    package = importlib.import_module(name)
    return Framework(
        getattr(package, APPLICATION_CLASSES[name]), package.Depends, package.Query, package.Form, package.UploadFile
    )


app = APPLICATIONS[os.environ["BENCH_SCENARIO"]](import_framework(os.environ["BENCH_FRAMEWORK"]))
