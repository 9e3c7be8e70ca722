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
    parameter_models,
    parameters,
    responses,
    security,
)

MODULES = (applications, parameters, parameter_models, bodies, forms, models, responses, operations, outgoing, security)

PROGRAMS: dict[str, Callable[[Framework], Application]] = {
    f"{module.__name__.rpartition('.')[2]}.{build.__name__.removeprefix('build_')}": build
    for module in MODULES
    for build in module.PROGRAMS
}
