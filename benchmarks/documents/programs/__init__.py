"""The programs, by name."""

from collections.abc import Callable

from benchmarks.documents.framework import Application, Framework
from benchmarks.documents.programs import (
    applications,
    bodies,
    forms,
    models,
    operations,
    outgoing,
    parameters,
    responses,
    security,
)

MODULES = (applications, parameters, bodies, forms, models, responses, operations, outgoing, security)

PROGRAMS: dict[str, Callable[[Framework], Application]] = {
    f"{module.__name__.rpartition('.')[2]}.{build.__name__.removeprefix('build_')}": build
    for module in MODULES
    for build in module.PROGRAMS
}
