"""Frontends of typed routers: their dependencies, and those of everything around them, guard the files."""

from collections.abc import Iterator
from typing import Protocol

from fireweed.body_limit import limit_body
from fireweed.endpoint.app_dependencies import OverridesProvider
from fireweed.requests import Request
from fireweed.responses import Response
from fireweed.routes import Frontend, FrontendRoute, FrontendRoutes
from fireweed.routes.base import BaseRoute
from fireweed.routes.frontend_route import check_frontend_path
from fireweed.routing.api_route import APIRoute
from fireweed.routing.options import Inherited
from fireweed.types import ASGIApp, Receive, Scope, Send


class GuardedFrontend(FrontendRoute):
    """A frontend inside of what `inherited` says: a prefix, and dependencies, which GET and HEAD have to pass.

    Raises:
        AssertionError: a path without a leading slash.
        DeclarationError: a dependency cannot work as declared.
    """

    def __init__(self, path: str, frontend: Frontend, inherited: Inherited, provider: OverridesProvider | None) -> None:
        check_frontend_path(path)
        super().__init__(inherited.prefix + path, _guard(path, frontend, inherited, provider))
        self._own_path = path
        self._frontend = frontend
        self._inherited = inherited

    def derive(self, outer: Inherited, provider: OverridesProvider | None) -> "GuardedFrontend":
        """The same frontend inside of what `outer` says."""
        return GuardedFrontend(self._own_path, self._frontend, outer.around(self._inherited), provider)


class RouterWithFrontends(Protocol):
    """A router that includes, or is included."""

    dependency_overrides_provider: OverridesProvider | None

    @property
    def frontends(self) -> FrontendRoutes: ...


class IncludedFrontends(BaseRoute):
    """Stands among the frontends of `owner` for those of `router`, inside of what `outer` says."""

    def __init__(self, owner: RouterWithFrontends, router: RouterWithFrontends, outer: Inherited) -> None:
        self._owner = owner
        self._router = router
        self._outer = outer

    def expand(self) -> Iterator[BaseRoute]:
        for route in self._router.frontends.expand():
            assert isinstance(route, GuardedFrontend), "typed routers guard their frontends"
            yield route.derive(self._outer, self._owner.dependency_overrides_provider)


def _guard(path: str, frontend: Frontend, inherited: Inherited, provider: OverridesProvider | None) -> ASGIApp:
    """The application that answers a frontend's requests, within limits."""
    app = _put_behind_dependencies(path, frontend, inherited, provider) if inherited.dependencies else frontend
    return limit_body(app, inherited.max_body_size)


def _put_behind_dependencies(
    path: str, frontend: Frontend, inherited: Inherited, provider: OverridesProvider | None
) -> ASGIApp:
    """The application that has GET and HEAD go through a path operation, which calls the dependencies."""

    async def answer_with_file(request: Request, response: Response) -> Response:
        found = await frontend.get_response(request.scope)
        found.raw_headers.extend(response.raw_headers)
        return found

    operation = APIRoute(
        path,
        answer_with_file,
        methods=("GET", "HEAD"),
        dependency_overrides_provider=provider,
        outer=inherited,
        include_in_schema=False,
        response_model=None,
    )

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        is_guarded = scope["method"] in ("GET", "HEAD")
        await (operation.app if is_guarded else frontend)(scope, receive, send)

    return answer
