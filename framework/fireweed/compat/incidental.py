"""Names that modules of FastAPI and Starlette have because they import them.

Programs, and more so the editors of those who write them, import names from there too. `INCIDENTAL` has, by module and
by the module that they come from, the names; `a=b` is `b` under the name `a`.
"""

from collections.abc import Mapping
from typing import Final

INCIDENTAL: Final[Mapping[str, Mapping[str, str]]] = {
    "fastapi._compat.shared": {
        "starlette.datastructures": "UploadFile",
    },
    "fastapi._compat.v2": {
        "fastapi._compat.shared": "lenient_issubclass",
    },
    "fastapi.applications": {
        "fastapi.datastructures": "Default DefaultPlaceholder",
        "fastapi.exceptions": "FastAPIDeprecationWarning",
        "fastapi.middleware.asyncexitstack": "AsyncExitStackMiddleware",
        "fastapi.openapi.docs": "get_redoc_html get_swagger_ui_html get_swagger_ui_oauth2_redirect_html",
        "fastapi.openapi.utils": "get_openapi",
        "fastapi.params": "Depends",
        "fastapi.types": "DecoratedCallable",
        "fastapi.utils": "generate_unique_id",
        "starlette.applications": "Starlette",
        "starlette.datastructures": "State",
        "starlette.exceptions": "HTTPException",
        "starlette.middleware": "Middleware",
        "starlette.middleware.base": "BaseHTTPMiddleware",
        "starlette.middleware.errors": "ServerErrorMiddleware",
        "starlette.middleware.exceptions": "ExceptionMiddleware",
        "starlette.requests": "Request",
        "starlette.responses": "HTMLResponse JSONResponse Response",
        "starlette.routing": "BaseRoute",
    },
    "fastapi.background": {
        "starlette.background": "StarletteBackgroundTasks=BackgroundTasks",
    },
    "fastapi.datastructures": {
        "starlette.datastructures": "StarletteUploadFile=UploadFile",
    },
    "fastapi.dependencies.models": {
        "fastapi._compat.v2": "ModelField",
        "fastapi.security.base": "SecurityBase",
    },
    "fastapi.dependencies.utils": {
        "fastapi.background": "BackgroundTasks",
        "fastapi.concurrency": "contextmanager_in_threadpool",
        "fastapi.exceptions": "DependencyScopeError",
        "fastapi.security.oauth2": "SecurityScopes",
        "starlette.background": "StarletteBackgroundTasks=BackgroundTasks",
        "starlette.concurrency": "run_in_threadpool",
        "starlette.datastructures": "FormData Headers ImmutableMultiDict QueryParams UploadFile",
        "starlette.requests": "HTTPConnection Request",
        "starlette.responses": "Response",
        "starlette.websockets": "WebSocket",
    },
    "fastapi.exception_handlers": {
        "fastapi.utils": "is_body_allowed_for_status_code",
        "starlette.exceptions": "HTTPException",
    },
    "fastapi.exceptions": {
        "starlette.exceptions": "StarletteHTTPException=HTTPException StarletteWebSocketException=WebSocketException",
    },
    "fastapi.openapi.utils": {
        "fastapi._compat.shared": "lenient_issubclass",
        "fastapi._compat.v2": "ModelField",
        "fastapi.datastructures": "DefaultPlaceholder",
        "fastapi.dependencies.models": "Dependant",
        "fastapi.dependencies.utils": "get_flat_params",
        "fastapi.encoders": "jsonable_encoder",
        "fastapi.exceptions": "FastAPIDeprecationWarning",
        "fastapi.openapi.models": "OpenAPI",
        "fastapi.params": "Body ParamTypes",
        "fastapi.utils": "deep_dict_update generate_operation_id_for_path is_body_allowed_for_status_code",
        "starlette.responses": "JSONResponse Response",
        "starlette.routing": "BaseRoute",
    },
    "fastapi.param_functions": {
        "fastapi.openapi.models": "Example",
    },
    "fastapi.params": {
        "fastapi.exceptions": "FastAPIDeprecationWarning",
        "fastapi.openapi.models": "Example",
    },
    "fastapi.responses": {
        "fastapi.exceptions": "FastAPIDeprecationWarning",
    },
    "fastapi.routing": {
        "fastapi._compat.shared": "lenient_issubclass",
        "fastapi._compat.v2": "ModelField",
        "fastapi.datastructures": "Default DefaultPlaceholder",
        "fastapi.dependencies.models": "Dependant",
        "fastapi.dependencies.utils": (
            "SolvedDependency get_dependant get_parameterless_sub_dependant get_typed_return_annotation"
        ),
        "fastapi.encoders": "jsonable_encoder",
        "fastapi.exceptions": (
            "EndpointContext FastAPIError RequestValidationError ResponseValidationError "
            "WebSocketRequestValidationError"
        ),
        "fastapi.sse": "EventSourceResponse ServerSentEvent format_sse_event",
        "fastapi.types": "DecoratedCallable",
        "fastapi.utils": "create_model_field generate_unique_id get_value_or_default is_body_allowed_for_status_code",
        "starlette._exception_handler": "wrap_app_handling_exceptions",
        "starlette._utils": "get_route_path is_async_callable",
        "starlette.concurrency": "iterate_in_threadpool run_in_threadpool",
        "starlette.datastructures": "URL URLPath",
        "starlette.exceptions": "HTTPException",
        "starlette.middleware": "Middleware",
        "starlette.requests": "Request",
        "starlette.responses": "JSONResponse PlainTextResponse RedirectResponse Response StreamingResponse",
        "starlette.staticfiles": "StaticFiles",
        "starlette.types": "AppType",
        "starlette.websockets": "WebSocket",
    },
    "fastapi.security.api_key": {
        "fastapi.security.base": "SecurityBase",
        "starlette.exceptions": "HTTPException",
    },
    "fastapi.security.base": {
        "fastapi.openapi.models": "SecurityBaseModel=SecurityBase",
    },
    "fastapi.security.http": {
        "fastapi.exceptions": "HTTPException",
        "fastapi.openapi.models": "HTTPBaseModel=HTTPBase HTTPBearerModel=HTTPBearer",
        "fastapi.security.base": "SecurityBase",
    },
    "fastapi.security.oauth2": {
        "fastapi.exceptions": "HTTPException",
        "fastapi.openapi.models": "OAuth2Model=OAuth2 OAuthFlowsModel=OAuthFlows",
        "fastapi.param_functions": "Form",
        "fastapi.security.base": "SecurityBase",
    },
    "fastapi.security.open_id_connect_url": {
        "fastapi.openapi.models": "OpenIdConnectModel=OpenIdConnect",
        "fastapi.security.base": "SecurityBase",
        "starlette.exceptions": "HTTPException",
    },
    "fastapi.sse": {
        "starlette.responses": "StreamingResponse",
    },
    "fastapi.utils": {
        "fastapi._compat.v2": "ModelField",
        "fastapi.datastructures": "DefaultType",
        "fastapi.exceptions": "FastAPIDeprecationWarning PydanticV1NotSupportedError",
    },
    "starlette._exception_handler": {
        "starlette._utils": "is_async_callable",
        "starlette.concurrency": "run_in_threadpool",
        "starlette.exceptions": "HTTPException",
        "starlette.requests": "Request",
        "starlette.websockets": "WebSocket",
    },
    "starlette.applications": {
        "starlette.requests": "Request",
        "starlette.responses": "Response",
    },
    "starlette.authentication": {
        "starlette.requests": "Request",
        "starlette.websockets": "WebSocket",
    },
    "starlette.concurrency": {
        "starlette.exceptions": "StarletteDeprecationWarning",
    },
    "starlette.datastructures": {
        "starlette.concurrency": "run_in_threadpool",
    },
    "starlette.endpoints": {
        "starlette.exceptions": "HTTPException",
    },
    "starlette.formparsers": {
        "starlette.datastructures": "FormData Headers UploadFile",
        "starlette.exceptions": "StarletteDeprecationWarning",
    },
    "starlette.middleware.base": {
        "starlette.requests": "ClientDisconnect",
    },
    "starlette.middleware.body_limit": {
        "starlette.datastructures": "Headers",
        "starlette.exceptions": "HTTPException",
        "starlette.responses": "PlainTextResponse",
    },
    "starlette.middleware.cors": {
        "starlette.datastructures": "MutableHeaders",
    },
    "starlette.middleware.errors": {
        "starlette._utils": "is_async_callable",
        "starlette.concurrency": "run_in_threadpool",
        "starlette.responses": "HTMLResponse",
    },
    "starlette.middleware.exceptions": {
        "starlette._exception_handler": "wrap_app_handling_exceptions",
        "starlette.exceptions": "HTTPException WebSocketException",
        "starlette.websockets": "WebSocket",
    },
    "starlette.middleware.gzip": {
        "starlette.datastructures": "Headers",
    },
    "starlette.middleware.httpsredirect": {
        "starlette.responses": "PlainTextResponse",
    },
    "starlette.middleware.opentelemetry": {
        "starlette.routing": "Mount",
    },
    "starlette.middleware.sessions": {
        "starlette.datastructures": "MutableHeaders",
        "starlette.requests": "HTTPConnection",
    },
    "starlette.middleware.trustedhost": {
        "starlette.datastructures": "Headers",
        "starlette.responses": "PlainTextResponse Response",
    },
    "starlette.middleware.wsgi": {
        "starlette.exceptions": "StarletteDeprecationWarning",
    },
    "starlette.requests": {
        "starlette.datastructures": "Address Headers QueryParams State URL",
        "starlette.exceptions": "HTTPException",
        "starlette.formparsers": "FormParser MultiPartParser",
    },
    "starlette.responses": {
        "starlette.background": "BackgroundTask",
        "starlette.concurrency": "iterate_in_threadpool",
        "starlette.datastructures": "Headers MutableHeaders URL",
        "starlette.requests": "ClientDisconnect",
    },
    "starlette.routing": {
        "starlette._exception_handler": "wrap_app_handling_exceptions",
        "starlette._utils": "get_route_path is_async_callable",
        "starlette.concurrency": "run_in_threadpool",
        "starlette.convertors": "Convertor",
        "starlette.datastructures": "Headers URL URLPath",
        "starlette.exceptions": "HTTPException StarletteDeprecationWarning",
        "starlette.middleware": "Middleware",
        "starlette.middleware.body_limit": "RequestBodyLimitMiddleware",
        "starlette.requests": "Request",
        "starlette.responses": "PlainTextResponse RedirectResponse Response",
        "starlette.websockets": "WebSocket WebSocketClose",
    },
    "starlette.staticfiles": {
        "starlette.datastructures": "URL",
        "starlette.exceptions": "HTTPException",
        "starlette.responses": "FileResponse RedirectResponse",
        "starlette.websockets": "WebSocketClose",
    },
    "starlette.testclient": {
        "starlette._utils": "is_async_callable",
        "starlette.exceptions": "StarletteDeprecationWarning",
        "starlette.websockets": "WebSocketDisconnect",
    },
    "starlette.websockets": {
        "starlette.responses": "Response",
    },
}


def find_origin(module: str, name: str) -> tuple[str, str] | None:
    """Their module that a name of `module` comes from, and what it is called there; None for other names."""
    for origin, listed in INCIDENTAL.get(module, {}).items():
        for entry in listed.split():
            alias, _, own_name = entry.partition("=")
            if alias == name:
                return origin, own_name or alias
    return None
