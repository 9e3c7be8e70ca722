"""The markers as functions that return `Any`, so that `limit: int = Query(10)` type-checks."""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic_core import PydanticUndefined
from typing_extensions import Unpack

from fireweed import params
from fireweed.params.depends import DependencyScope


def Path(default: Any = ..., **options: Unpack[params.ParamOptions]) -> Any:
    """A part of the path; see `fireweed.params.Path` and `fireweed.params.options`."""
    return params.Path(default, **options)


def Query(default: Any = PydanticUndefined, **options: Unpack[params.ParamOptions]) -> Any:
    """A part of the query string; required unless it has a default."""
    return params.Query(default, **options)


def Header(default: Any = PydanticUndefined, **options: Unpack[params.HeaderOptions]) -> Any:
    """A header field; `user_agent` reads `user-agent` unless `convert_underscores` is false."""
    return params.Header(default, **options)


def Cookie(default: Any = PydanticUndefined, **options: Unpack[params.ParamOptions]) -> Any:
    """A cookie of the request."""
    return params.Cookie(default, **options)


def Body(default: Any = PydanticUndefined, **options: Unpack[params.BodyOptions]) -> Any:
    """The JSON body, or a member of it when there are several or `embed` is true."""
    return params.Body(default, **options)


def Form(default: Any = PydanticUndefined, **options: Unpack[params.MediaOptions]) -> Any:
    """A field of a form, or all of them as a model; see `fireweed.params.Form`."""
    return params.Form(default, **options)


def File(default: Any = PydanticUndefined, **options: Unpack[params.MediaOptions]) -> Any:
    """A file of a form: its `bytes`, or an `UploadFile` to read it from."""
    return params.File(default, **options)


def Depends(
    dependency: Callable[..., Any] | None = None,
    *,
    use_cache: bool = True,
    scope: DependencyScope | None = None,
    max_concurrency: int | None = None,
) -> Any:
    """The value that `dependency` returns or yields; see `fireweed.params.Depends`."""
    return params.Depends(dependency, use_cache=use_cache, scope=scope, max_concurrency=max_concurrency)


def Security(
    dependency: Callable[..., Any] | None = None, *, scopes: Sequence[str] | None = None, use_cache: bool = True
) -> Any:
    """A dependency that asks for OAuth2 `scopes`."""
    return params.Security(dependency, use_cache=use_cache, scopes=scopes)
