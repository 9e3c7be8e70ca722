"""The decorators for path operations and WebSockets, for routers and applications alike."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from typing_extensions import Unpack

from fireweed import params
from fireweed.routing.options import RouteOptions
from fireweed.types import DecoratedCallable


class PathOperations:
    """`get`, `post` and the others: all take a path and the same options, see `RouteOptions`."""

    def add_api_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: Iterable[str] | None = None,
        **options: Unpack[RouteOptions],
    ) -> None:
        """Add a path operation; GET unless `methods` says otherwise."""
        raise NotImplementedError(f"{type(self).__name__} must define add_api_route")

    def add_api_websocket_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        name: str | None = None,
        *,
        dependencies: Sequence[params.Depends] | None = None,
    ) -> None:
        """Add a typed endpoint for WebSockets."""
        raise NotImplementedError(f"{type(self).__name__} must define add_api_websocket_route")

    def websocket(
        self, path: str, name: str | None = None, *, dependencies: Sequence[params.Depends] | None = None
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate the endpoint that serves WebSockets at a path.

        Its parameters are those of a path operation without a body, and a `WebSocket`. `name`, by default the
        endpoint's, is for `url_path_for`.

        Raises:
            TypeError: the decorator was written without a path.
            DeclarationError, AssertionError: the endpoint cannot work as declared.
        """
        refuse_bare(path, "@app.websocket('/path')")

        def decorate(endpoint: DecoratedCallable) -> DecoratedCallable:
            self.add_api_websocket_route(path, endpoint, name, dependencies=dependencies)
            return endpoint

        return decorate

    def api_route(
        self, path: str, *, methods: Iterable[str] | None = None, **options: Unpack[RouteOptions]
    ) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate the endpoint of a path operation for some methods; GET unless they are given.

        Raises:
            TypeError: the decorator was written without a path.
        """
        refuse_bare(path, "@app.get('/path') or the like")

        def decorate(endpoint: DecoratedCallable) -> DecoratedCallable:
            self.add_api_route(path, endpoint, methods=methods, **options)
            return endpoint

        return decorate

    def get(self, path: str, **options: Unpack[RouteOptions]) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate the endpoint that answers GET."""
        return self.api_route(path, methods=["GET"], **options)

    def put(self, path: str, **options: Unpack[RouteOptions]) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate the endpoint that answers PUT."""
        return self.api_route(path, methods=["PUT"], **options)

    def post(self, path: str, **options: Unpack[RouteOptions]) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate the endpoint that answers POST."""
        return self.api_route(path, methods=["POST"], **options)

    def delete(self, path: str, **options: Unpack[RouteOptions]) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate the endpoint that answers DELETE."""
        return self.api_route(path, methods=["DELETE"], **options)

    def options(self, path: str, **options: Unpack[RouteOptions]) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate the endpoint that answers OPTIONS."""
        return self.api_route(path, methods=["OPTIONS"], **options)

    def head(self, path: str, **options: Unpack[RouteOptions]) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate the endpoint that answers HEAD."""
        return self.api_route(path, methods=["HEAD"], **options)

    def patch(self, path: str, **options: Unpack[RouteOptions]) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate the endpoint that answers PATCH."""
        return self.api_route(path, methods=["PATCH"], **options)

    def trace(self, path: str, **options: Unpack[RouteOptions]) -> Callable[[DecoratedCallable], DecoratedCallable]:
        """Decorate the endpoint that answers TRACE."""
        return self.api_route(path, methods=["TRACE"], **options)


def refuse_bare(path: object, written: str) -> None:
    """Refuse a decorator that was given the function itself.

    Raises:
        TypeError: `path` is a function.
    """
    if callable(path):
        name = getattr(path, "__name__", repr(path))
        raise TypeError(f"The decorator of {name} was written without a path. Write {written}.")
