"""Overrides that a dependency installs while a request runs: they count for the dependencies that are still to come.

The plan of the request is revised then. What has been called keeps its value; what has been asked for, and waits only
for what it depends on itself, is not replaced any more.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from fireweed.concurrency import CallableKind
from fireweed.endpoint.app_dependencies import OverridesProvider
from fireweed.endpoint.graph import Overrides, is_hashable
from fireweed.endpoint.invocation import FAILED
from fireweed.endpoint.plan import RoutePlan, Step


class OverridesHaveChanged(Exception):
    """The plan is out of date; `values` are those of the steps that were called."""

    def __init__(self, values: Sequence[Any]) -> None:
        super().__init__()
        self.values = values


class OverridesWatch:
    """Notices that the overrides are not those with which the plan of a route was built."""

    def __init__(
        self, provider: OverridesProvider, planned: Overrides, build_plan: Callable[[Overrides], RoutePlan]
    ) -> None:
        self.provider = provider
        self._planned = dict(planned)
        self._build_plan = build_plan

    def check(self, values: Sequence[Any]) -> None:
        """Compare; to be called before each step, with the values so far.

        Raises:
            OverridesHaveChanged: they differ.
        """
        if self.provider.dependency_overrides != self._planned:
            raise OverridesHaveChanged(values)

    def revise(self, plan: RoutePlan, values: Sequence[Any]) -> tuple[RoutePlan, "OverridesWatch"]:
        """The plan for the rest of a request, with constants for what has been called, and what watches it."""
        now = dict(self.provider.dependency_overrides)
        effective = dict(now)
        for step in plan.steps:
            if step.declared is not None and step.first < len(values) and is_hashable(step.declared):
                effective.pop(step.declared, None)
                if step.declared in self._planned:
                    effective[step.declared] = self._planned[step.declared]
        revised = self._build_plan(effective)
        called = [
            step if value is FAILED else _build_constant(value)
            for step, value in zip(revised.steps, values, strict=False)
        ]
        steps = (*called, *revised.steps[len(called) :])
        return replace(revised, steps=steps), OverridesWatch(self.provider, now, self._build_plan)


def _build_constant(value: Any) -> Step:
    async def get() -> Any:
        return value

    return Step(get, CallableKind.COROUTINE, None, (), (), (), None, ())
