"""Dependencies with `scope="app"`: made once, when the application starts, and shared by all its requests.

Plans declare them here when they are built, and get functions that give the values. Each is known by what is called
for it and for all it depends on, overrides considered: an override that comes after start-up names another one, which
is made by a task of its own when a request first asks for it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, NoReturn, Protocol

from fireweed import params
from fireweed.endpoint.cleanup import CleanupStacks
from fireweed.endpoint.graph import DependencySpec, GraphBuilder, Overrides, identify
from fireweed.endpoint.invocation import call_step
from fireweed.endpoint.plan import Share, Step
from fireweed.endpoint.signature import describe
from fireweed.exceptions import FireweedError


class OverridesProvider(Protocol):
    """Who says which dependencies are replaced."""

    dependency_overrides: dict[Callable[..., Any], Callable[..., Any]]


class AppDependencies:
    """The dependencies of one application that live as long as it runs."""

    def __init__(self, provider: OverridesProvider) -> None:
        self._provider = provider
        self._declared: dict[Hashable, Callable[..., Any]] = {}
        self._values: dict[Hashable, Any] = {}
        self._late: dict[Hashable, _Late] = {}
        self._withdrawn: list[_Late] = []
        self._is_running = False

    def declare(self, dependency: DependencySpec) -> Callable[[], Awaitable[Any]]:
        """Let a dependency be made at start-up; returns the function that gives its value to a request.

        The function raises FireweedError if nothing was started, and what the dependency raises if it is made late.
        """
        self._declared.setdefault(identify(dependency.declared), dependency.declared)
        key = _build_key(dependency)

        async def get() -> Any:
            if self._late:
                self._withdraw()
            try:
                return self._values[key]
            except KeyError:
                return await self._get_late(key, dependency)

        return get

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Make all that are declared, in the order of declaration; close them in reverse order at the end."""
        stacks = CleanupStacks()
        try:
            async with stacks.request:
                builder = GraphBuilder((), self._provider.dependency_overrides)
                for call in list(self._declared.values()):
                    dependency = builder.build_dependency(params.Depends(call, scope="app"))
                    await self._make(dependency, self._values, stacks)
                self._is_running = True
                try:
                    yield
                finally:
                    self._is_running = False
                    await self._close_late()
        finally:
            self._values.clear()

    async def _make(self, dependency: DependencySpec, values: dict[Hashable, Any], stacks: CleanupStacks) -> Any:
        """Make a dependency and what it depends on, unless they are among the values."""
        key = _build_key(dependency)
        if key in values:
            return values[key]
        given: dict[str, Any] = {}
        for inner in dependency.spec.dependencies:
            assert inner.name is not None, "the dependency of a dependency is a parameter"
            given[inner.name] = await self._make(inner, values, stacks)
        call, kind = dependency.spec.call, dependency.spec.kind
        try:
            value = await call_step(Step(call, kind, None, (), (), (), "request", ()), given, stacks)
        except Exception as error:
            error.add_note(f"It was raised while making the application's dependency {describe(call)}.")
            raise
        values[key] = value
        return value

    # While the application runs...

    async def _get_late(self, key: Hashable, dependency: DependencySpec) -> Any:
        """The value of what was not there at start-up: an override, or a dependency of a route added since."""
        if key not in self._late:
            if not self._is_running and (not _is_overridden(dependency) or _has_generator(dependency)):
                _refuse_unstarted(dependency)
            values = dict(self._values)
            self._late[key] = _Late(dependency, lambda stacks: self._make(dependency, values, stacks))
        late = self._late[key]
        try:
            return await asyncio.shield(late.value)
        except BaseException:
            if late.has_failed and self._late.get(key) is late:
                del self._late[key]
            raise

    def _withdraw(self) -> None:
        """Forget what was made for overrides that are gone; it is closed when the application stops."""
        overrides = self._provider.dependency_overrides
        for key, late in list(self._late.items()):
            if not _is_in_effect(late.dependency, overrides):
                self._withdrawn.append(self._late.pop(key))

    async def _close_late(self) -> None:
        """Close all of them, the last one first, even if one raises."""
        late = [*self._withdrawn, *self._late.values()]
        self._withdrawn.clear()
        self._late.clear()
        async with AsyncExitStack() as stack:
            for one in sorted(late, key=lambda one: one.number):
                stack.push_async_callback(one.close)


class _Late:
    """One dependency made while the application runs, and closed by the task that made it."""

    _count = 0

    def __init__(self, dependency: DependencySpec, make: Callable[[CleanupStacks], Awaitable[Any]]) -> None:
        _Late._count += 1
        self.number = _Late._count
        self.dependency = dependency
        self.value: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._is_over = asyncio.Event()
        self._task = asyncio.create_task(self._run(make))

    @property
    def has_failed(self) -> bool:
        return self.value.done() and (self.value.cancelled() or self.value.exception() is not None)

    async def close(self) -> None:
        """Raises what the dependency raises."""
        self._is_over.set()
        await self._task

    async def _run(self, make: Callable[[CleanupStacks], Awaitable[Any]]) -> None:
        stacks = CleanupStacks()
        try:
            async with stacks.request:
                self.value.set_result(await make(stacks))
                if stacks.request:
                    await self._is_over.wait()
        except BaseException as error:
            if self.value.done():
                raise
            if isinstance(error, asyncio.CancelledError):
                self.value.cancel()
            else:
                self.value.set_exception(error)


def find_share(provider: OverridesProvider | None) -> Share:
    """How the routes of a provider get the values: from its `app_dependencies`, which an application has."""
    owner: AppDependencies | None = getattr(provider, "app_dependencies", None)
    return _share_nothing if owner is None else owner.declare


def _share_nothing(dependency: DependencySpec) -> Callable[[], Awaitable[Any]]:
    async def get() -> NoReturn:
        raise FireweedError(
            f'The dependency {describe(dependency.declared)} has the scope "app", but its router is served without an '
            "application. Include the router in a Fireweed application."
        )

    return get


def _build_key(dependency: DependencySpec) -> Hashable:
    inner = tuple(_build_key(inner) for inner in dependency.spec.dependencies)
    return identify(dependency.declared), identify(dependency.spec.call), inner


def _walk(dependency: DependencySpec) -> Iterator[DependencySpec]:
    yield dependency
    for inner in dependency.spec.dependencies:
        yield from _walk(inner)


def _is_overridden(dependency: DependencySpec) -> bool:
    return any(one.spec.call is not one.declared for one in _walk(dependency))


def _has_generator(dependency: DependencySpec) -> bool:
    return any(one.is_generator for one in _walk(dependency))


def _is_in_effect(dependency: DependencySpec, overrides: Overrides) -> bool:
    """Whether overrides still say what they said when the dependency was built."""
    builder = GraphBuilder((), overrides)
    return all(builder.find_override(one.declared) is one.spec.call for one in _walk(dependency))


def _refuse_unstarted(dependency: DependencySpec) -> NoReturn:
    raise FireweedError(
        f'The dependency {describe(dependency.spec.call)} has the scope "app": it is made when the application starts, '
        "and the application was not started. In a test, write `with TestClient(app) as client:`; for a server, turn "
        "its lifespan support on; for a mounted application, enter `app.router.lifespan_context(app)` in the lifespan "
        "of the one around it."
    )
