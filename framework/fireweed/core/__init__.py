"""The untyped application: routes, middleware, error boundaries and lifespan. It knows no pydantic and no injection."""

from fireweed.core.application import Application
from fireweed.core.lifespan import LifespanContext, merge_lifespans

__all__ = ["Application", "LifespanContext", "merge_lifespans"]
