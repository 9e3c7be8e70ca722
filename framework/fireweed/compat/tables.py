"""Whose names a module of FastAPI or Starlette has here: data only.

`MODULES` says which of our modules answers for theirs, with everything it has. `NAMES` adds names that live elsewhere
or are called otherwise with us, as "module:name", or "module" for a module itself. `REPLACEABLE` are the names that a
program replaces in ours, too, when it replaces them in theirs.
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
    "fastapi._compat.shared": "fireweed.compat.internals",
    "fastapi._compat.v2": "fireweed.compat.internals",
    "fastapi._form_limits": "fireweed.forms.limits",
    "fastapi.applications": "fireweed.applications",
    "fastapi.dependencies": "fireweed.compat.internals",
    "fastapi.dependencies.models": "fireweed.compat.internals",
    "fastapi.dependencies.utils": "fireweed.compat.dependencies",
    "fastapi.middleware.asyncexitstack": "fireweed.compat.internals",
    "fastapi.openapi.constants": "fireweed.compat.internals",
    "starlette": "fireweed.compat.internals",
    "starlette._exception_handler": "fireweed.compat.internals",
    "starlette._utils": "fireweed.compat.internals",
    "starlette.applications": "fireweed.core.application",
    **{f"fastapi.{name}": f"fireweed.{name}" for name in _FASTAPI},
    **{f"starlette.{name}": f"fireweed.{name}" for name in _STARLETTE},
}

_INTERNALS: Final = "fireweed.compat.internals"
_REWRITING: Final = "fireweed.compat.rewriting"

_DEPENDENCIES: Final = "fireweed.compat.dependencies"
_SOLVING: Final = "fireweed.endpoint.solving"
_COMPAT_SHARED: Final[Mapping[str, str]] = {
    "PYDANTIC_VERSION_MINOR_TUPLE": f"{_INTERNALS}:PYDANTIC_VERSION_MINOR_TUPLE",
    "lenient_issubclass": f"{_INTERNALS}:lenient_issubclass",
}
_COMPAT_V2: Final[Mapping[str, str]] = {
    "ModelField": "fireweed.endpoint.model_field:ModelField",
    "PydanticSchemaGenerationError": "pydantic:PydanticSchemaGenerationError",
    "RequiredParam": "pydantic_core:PydanticUndefined",
    "Undefined": "pydantic_core:PydanticUndefined",
    "Url": "pydantic_core:Url",
    "with_info_plain_validator_function": "pydantic_core.core_schema:with_info_plain_validator_function",
}

NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "fastapi": {"FastAPI": "fireweed.compat.applications:FastAPI", "status": "starlette.status"},
    "fastapi._compat": {**_COMPAT_SHARED, **_COMPAT_V2},
    "fastapi._compat.shared": _COMPAT_SHARED,
    "fastapi._compat.v2": {
        **_COMPAT_V2,
        "CoreSchema": "pydantic_core:CoreSchema",
        "FieldInfo": "pydantic.fields:FieldInfo",
        "GenerateJsonSchema": "pydantic.json_schema:GenerateJsonSchema",
        "GetJsonSchemaHandler": "pydantic:GetJsonSchemaHandler",
        "JsonSchemaValue": "pydantic.json_schema:JsonSchemaValue",
        "PydanticUndefinedAnnotation": "pydantic:PydanticUndefinedAnnotation",
        "ValidationError": "pydantic:ValidationError",
    },
    "fastapi._form_limits": {"_FormLimits": "fireweed.forms.limits:FormLimitOptions"},
    "fastapi.applications": {
        "AppType": f"{_INTERNALS}:AppType",
        "FastAPI": "fireweed.compat.applications:FastAPI",
    },
    "fastapi.background": {"P": f"{_INTERNALS}:P"},
    "fastapi.cli": {"cli_main": "fireweed.cli:main"},
    "fastapi.dependencies.models": {"Dependant": "fireweed.endpoint.dependant:Dependant"},
    "fastapi.dependencies.utils": {
        "SolvedDependency": f"{_SOLVING}:SolvedDependency",
        "_get_body_field": f"{_REWRITING}:get_body_field",
        "_get_flat_body_params": f"{_REWRITING}:get_flat_body_params",
        "get_parameterless_sub_dependant": f"{_REWRITING}:get_parameterless_sub_dependant",
        "get_typed_return_annotation": f"{_INTERNALS}:get_typed_return_annotation",
        "get_typed_signature": f"{_INTERNALS}:get_typed_signature",
        "lenient_issubclass": f"{_INTERNALS}:lenient_issubclass",
        "solve_dependencies": f"{_SOLVING}:solve_dependencies",
    },
    "fastapi.encoders": {
        "encoders_by_class_tuples": f"{_INTERNALS}:encoders_by_class_tuples",
        "generate_encoders_by_class_tuples": f"{_INTERNALS}:generate_encoders_by_class_tuples",
    },
    "fastapi.exceptions": {
        "FastAPIDeprecationWarning": "fireweed.exceptions:FireweedDeprecationWarning",
        "FastAPIError": "fireweed.exceptions:FireweedError",
    },
    "fastapi.logger": {"logger": f"{_INTERNALS}:logger"},
    "fastapi.middleware.asyncexitstack": {
        "ASGIApp": "fireweed.types:ASGIApp",
        "AsyncExitStackMiddleware": f"{_INTERNALS}:AsyncExitStackMiddleware",
    },
    "fastapi.openapi.constants": {
        "METHODS_WITH_BODY": f"{_INTERNALS}:METHODS_WITH_BODY",
        "REF_PREFIX": f"{_INTERNALS}:REF_PREFIX",
        "REF_TEMPLATE": f"{_INTERNALS}:REF_TEMPLATE",
    },
    "fastapi.routing": {
        "_IncludedRouter": "fireweed.routing.included:IncludedRouter",
        "_merge_lifespan_context": f"{_REWRITING}:merge_lifespan_context",
        "get_request_handler": "fireweed.endpoint.request_handler:build_request_handler",
        "request_response": f"{_REWRITING}:request_response",
        "serialize_response": f"{_DEPENDENCIES}:serialize_response",
        "run_endpoint_function": f"{_SOLVING}:run_endpoint_function",
        "solve_dependencies": f"{_SOLVING}:solve_dependencies",
    },
    "fastapi.types": {"UnionType": "types:UnionType"},
    "fastapi.utils": {
        "create_model_field": f"{_DEPENDENCIES}:create_model_field",
        "get_path_param_names": f"{_INTERNALS}:get_path_param_names",
    },
    "starlette._exception_handler": {
        "ExceptionHandlers": f"{_INTERNALS}:ExceptionHandlers",
        "StatusHandlers": f"{_INTERNALS}:StatusHandlers",
        "wrap_app_handling_exceptions": f"{_INTERNALS}:wrap_app_handling_exceptions",
    },
    "starlette._utils": {
        "T": f"{_INTERNALS}:T",
        "get_route_path": "fireweed.http.route_path:get_route_path",
        "is_async_callable": "fireweed.concurrency.callables:is_async_callable",
    },
    "starlette.applications": {
        "AppType": f"{_INTERNALS}:AppType",
        "P": f"{_INTERNALS}:P",
        "Starlette": "fireweed.core:Application",
    },
    "starlette.background": {"P": f"{_INTERNALS}:P"},
    "starlette.concurrency": {"P": f"{_INTERNALS}:P", "T": f"{_INTERNALS}:T"},
    "starlette.convertors": {"T": f"{_INTERNALS}:T"},
    "starlette.exceptions": {
        "HTTPException": "fireweed.exceptions:BaseHTTPException",
        "StarletteDeprecationWarning": "fireweed.exceptions:FireweedDeprecationWarning",
    },
    "starlette.formparsers": {"MultipartPart": f"{_INTERNALS}:MultipartPart"},
    "starlette.middleware": {
        "P": "fireweed.middleware.declaration:P",
        "_MiddlewareFactory": "fireweed.middleware.declaration:MiddlewareFactory",
    },
    "starlette.middleware.base": {
        "AsyncContentStream": "fireweed.responses:AsyncContentStream",
        "T": f"{_INTERNALS}:T",
    },
    "starlette.requests": {"SERVER_PUSH_HEADERS_TO_COPY": "fireweed.requests:PUSHED_HEADERS"},
    "starlette.routing": {
        "_DefaultLifespan": f"{_REWRITING}:build_default_lifespan",
        "PARAM_REGEX": f"{_INTERNALS}:PARAM_REGEX",
        "request_response": "fireweed.routes.endpoints:request_response",
    },
    "starlette.templating": {
        "_TemplateResponse": "fireweed.templating:TemplateResponse",
        "pass_context": "jinja2:pass_context",
    },
}

# What error trackers wrap before there are routes.
REPLACEABLE: Final[Mapping[str, frozenset[str]]] = {
    "fastapi.routing": frozenset(
        {"_PING_INTERVAL", "get_request_handler", "run_endpoint_function", "solve_dependencies"}
    ),
    "starlette.routing": frozenset({"request_response"}),
}
