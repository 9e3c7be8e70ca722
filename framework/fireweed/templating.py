"""Pages rendered by Jinja2, which the extra `templates` installs. Importing this module without it is an error."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fireweed.background import BackgroundTask
from fireweed.exceptions import MissingExtraError
from fireweed.files.reading import FilePath
from fireweed.http.url import URL
from fireweed.requests import Request
from fireweed.responses import HTMLResponse
from fireweed.types import Receive, Scope, Send

try:
    import jinja2
    from jinja2 import pass_context
except ModuleNotFoundError:
    raise MissingExtraError("Jinja2Templates", "jinja2", "templates") from None

ContextProcessor = Callable[[Request], dict[str, Any]]

__all__ = ["Jinja2Templates", "pass_context"]


class Jinja2Templates:
    """Templates found in `directory` (one or several), or by an environment of one's own.

    Values are escaped in templates whose name ends like HTML or XML. `context_processors` get the request and return
    more variables; theirs win. Templates can call `url_for(name, **path_params)`.

    Raises:
        AssertionError: neither or both of `directory` and `env` are given.
        ImportError: importing the module, when Jinja2 is not installed.
    """

    def __init__(
        self,
        directory: FilePath | Sequence[FilePath] | None = None,
        *,
        context_processors: Sequence[ContextProcessor] | None = None,
        env: jinja2.Environment | None = None,
    ) -> None:
        if (directory is None) == (env is None):
            raise AssertionError("either 'directory' or 'env' arguments must be passed")
        self.context_processors = list(context_processors or ())
        self.env = _build_environment(directory) if env is None else env
        self.env.globals.setdefault("url_for", _url_for)

    def get_template(self, name: str) -> jinja2.Template:
        """Return a template. Raises jinja2.TemplateNotFound."""
        return self.env.get_template(name)

    def TemplateResponse(  # noqa: PLR0913 - the name and the arguments that users know
        self,
        request: Request,
        name: str,
        context: dict[str, Any] | None = None,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
        background: BackgroundTask | None = None,
    ) -> "TemplateResponse":
        """Render the template `name` with `context`, in which `request` is added, and return the page.

        Raises:
            TypeError: the template's name stands where the request should.
            jinja2.TemplateError: the template is missing, or wrong.
        """
        if not isinstance(request, Request):
            raise TypeError(
                f"TemplateResponse takes the request first, not {request!r}: TemplateResponse(request, name, context)."
            )
        variables = {**(context or {}), "request": (context or {}).get("request", request)}
        for processor in self.context_processors:
            variables.update(processor(request))
        return TemplateResponse(
            self.get_template(name),
            variables,
            status_code=status_code,
            headers=headers,
            media_type=media_type,
            background=background,
        )


class TemplateResponse(HTMLResponse):
    """A rendered template. Tests see `template` and `context` on the response that the test client returns."""

    def __init__(self, template: jinja2.Template, context: dict[str, Any], **options: Any) -> None:
        self.template = template
        self.context = context
        super().__init__(template.render(context), **options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "http.response.debug" in (scope.get("extensions") or ()):
            await send({"type": "http.response.debug", "info": {"template": self.template, "context": self.context}})
        await super().__call__(scope, receive, send)


def _build_environment(directory: Any) -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.FileSystemLoader(directory), autoescape=jinja2.select_autoescape())


@jinja2.pass_context
def _url_for(context: jinja2.runtime.Context, name: str, /, **path_params: Any) -> URL:
    request: Request = context["request"]
    return request.url_for(name, **path_params)
