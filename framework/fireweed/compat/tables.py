"""Whose names a module of FastAPI or Starlette has here: data only.

`MODULES` says which of our modules answers for theirs, with everything it has. `NAMES` adds names that live elsewhere
or are called otherwise with us, as "module:name", or "module" for a module itself.
"""

from collections.abc import Mapping
from typing import Final

VERSIONS: Final[Mapping[str, str]] = {"fastapi": "0.165.0", "starlette": "1.10.0"}

# Their modules that ours answer under the same name: fastapi.X and starlette.X are fireweed.X.
_FASTAPI: Final = (
    "background",
    "cli",
    "concurrency",
    "datastructures",
    "encoders",
    "exception_handlers",
    "exceptions",
    "logger",
    "middleware",
    "middleware.cors",
    "middleware.gzip",
    "middleware.httpsredirect",
    "middleware.trustedhost",
    "middleware.wsgi",
    "openapi",
    "openapi.docs",
    "openapi.models",
    "openapi.utils",
    "param_functions",
    "params",
    "requests",
    "responses",
    "routing",
    "security",
    "security.api_key",
    "security.base",
    "security.http",
    "security.oauth2",
    "security.open_id_connect_url",
    "security.utils",
    "sse",
    "staticfiles",
    "telemetry",
    "templating",
    "testclient",
    "types",
    "utils",
    "websockets",
)
_STARLETTE: Final = (
    "authentication",
    "background",
    "concurrency",
    "config",
    "convertors",
    "datastructures",
    "endpoints",
    "exceptions",
    "formparsers",
    "middleware",
    "middleware.authentication",
    "middleware.base",
    "middleware.body_limit",
    "middleware.cors",
    "middleware.errors",
    "middleware.exceptions",
    "middleware.gzip",
    "middleware.httpsredirect",
    "middleware.opentelemetry",
    "middleware.sessions",
    "middleware.trustedhost",
    "middleware.wsgi",
    "requests",
    "responses",
    "routing",
    "schemas",
    "staticfiles",
    "status",
    "templating",
    "testclient",
    "types",
    "websockets",
)

MODULES: Final[Mapping[str, str]] = {
    "fastapi": "fireweed",
    "fastapi._compat": "fireweed.compat.internals",
    "fastapi._form_limits": "fireweed.forms.limits",
    "fastapi.applications": "fireweed.applications",
    "fastapi.dependencies": "fireweed.compat.internals",
    "starlette": "fireweed.compat.internals",
    "starlette._utils": "fireweed.compat.internals",
    "starlette.applications": "fireweed.core.application",
    **{f"fastapi.{name}": f"fireweed.{name}" for name in _FASTAPI},
    **{f"starlette.{name}": f"fireweed.{name}" for name in _STARLETTE},
}

NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "fastapi": {"FastAPI": "fireweed.compat.applications:FastAPI", "status": "starlette.status"},
    "fastapi._form_limits": {"_FormLimits": "fireweed.forms.limits:FormLimitOptions"},
    "fastapi.applications": {"FastAPI": "fireweed.compat.applications:FastAPI"},
    "fastapi.exceptions": {
        "FastAPIDeprecationWarning": "fireweed.exceptions:FireweedDeprecationWarning",
        "FastAPIError": "fireweed.exceptions:FireweedError",
    },
    "fastapi.routing": {
        "get_request_handler": "fireweed.endpoint.request_handler:build_request_handler",
    },
    "starlette.applications": {"Starlette": "fireweed.core:Application"},
    "starlette.exceptions": {
        "HTTPException": "fireweed.exceptions:BaseHTTPException",
        "StarletteDeprecationWarning": "fireweed.exceptions:FireweedDeprecationWarning",
    },
    "starlette.middleware": {"_MiddlewareFactory": "fireweed.middleware.declaration:MiddlewareFactory"},
}
