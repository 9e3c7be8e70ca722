"""Security Requirement Objects: the security schemes among what an operation depends on, and the scopes asked for."""

from collections.abc import Iterable
from typing import Any

from fireweed.encoders import jsonable_encoder
from fireweed.endpoint.graph import CallSpec
from fireweed.endpoint.signature import unwrap
from fireweed.openapi.merging import Json
from fireweed.security.base import SecurityBase

Requirement = tuple[SecurityBase, tuple[str, ...]]


def walk_schemes(spec: CallSpec, inherited: tuple[str, ...] = ()) -> Iterable[Requirement]:
    """The schemes that a callable depends on, outer ones first, each with the scopes asked for on the way to it."""
    for dependency in spec.dependencies:
        scopes = (*inherited, *dependency.security_scopes)
        call: Any = unwrap(dependency.spec.call)
        if isinstance(call, SecurityBase):
            yield from ((scheme, scopes) for scheme in call.schemes)
        yield from walk_schemes(dependency.spec, scopes)


def describe_requirements(requirements: Iterable[Requirement]) -> list[Json]:
    """The Security Requirement Objects (OpenAPI 3.1 §4.8.30): one for each name of a scheme, with all of its scopes."""
    scopes_of: dict[str, dict[str, None]] = {}
    for scheme, scopes in requirements:
        scopes_of.setdefault(scheme.scheme_name, {}).update(dict.fromkeys(scopes))
    return [{name: list(scopes)} for name, scopes in scopes_of.items()]


def describe_schemes(requirements: Iterable[Requirement]) -> Json:
    """The Security Scheme Objects (OpenAPI 3.1 §4.8.27) by name."""
    return {
        scheme.scheme_name: jsonable_encoder(scheme.model, by_alias=True, exclude_none=True)
        for scheme, _ in requirements
    }
