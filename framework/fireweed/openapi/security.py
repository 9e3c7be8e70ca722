"""Security Requirement Objects: the security schemes among what operations depend on, and the scopes asked for."""

import warnings
from collections.abc import Iterable
from typing import Any

from fireweed.encoders import jsonable_encoder
from fireweed.endpoint.graph import CallSpec
from fireweed.endpoint.signature import unwrap
from fireweed.openapi.merging import Json
from fireweed.routing import APIRoute
from fireweed.security.base import SecurityBase


def walk_schemes(spec: CallSpec, inherited: tuple[str, ...] = ()) -> Iterable[tuple[SecurityBase, tuple[str, ...]]]:
    """The schemes that a callable depends on, outer ones first, each with the scopes asked for on the way to it."""
    for dependency in spec.dependencies:
        scopes = (*inherited, *dependency.security_scopes)
        call: Any = unwrap(dependency.spec.call)
        if isinstance(call, SecurityBase):
            yield from ((scheme, scopes) for scheme in call.schemes)
        yield from walk_schemes(dependency.spec, scopes)


def describe_security(route: APIRoute) -> list[Json]:
    """The Security Requirement Objects (OpenAPI 3.1 §4.8.30): one for each name of a scheme, with all of its scopes."""
    scopes_of: dict[str, dict[str, None]] = {}
    for scheme, scopes in walk_schemes(route.spec):
        scopes_of.setdefault(scheme.scheme_name, {}).update(dict.fromkeys(scopes))
    return [{name: list(scopes)} for name, scopes in scopes_of.items()]


def describe_security_schemes(routes: Iterable[APIRoute]) -> Json:
    """The Security Scheme Objects (OpenAPI 3.1 §4.8.27) of operations and of their callbacks, by name."""
    described: Json = {}
    for route in _with_callbacks(routes):
        for scheme, _ in walk_schemes(route.spec):
            model = jsonable_encoder(scheme.model, by_alias=True, exclude_none=True)
            if described.setdefault(scheme.scheme_name, model) != model:
                _warn_of_duplicate(scheme, route)
            described[scheme.scheme_name] = model
    return described


def _with_callbacks(routes: Iterable[APIRoute]) -> Iterable[APIRoute]:
    for route in routes:
        yield route
        yield from _with_callbacks(callback for callback in route.callbacks if isinstance(callback, APIRoute))


def _warn_of_duplicate(scheme: SecurityBase, route: APIRoute) -> None:
    message = f"There is another security scheme called {scheme.scheme_name} than that of {route.name}"
    warnings.warn(f"{message}: the document shows one. Give one of them a scheme_name.", UserWarning, stacklevel=4)
