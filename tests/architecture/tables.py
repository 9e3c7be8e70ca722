"""The architecture as data: which module lies in which layer, who may import what, how large things may be."""

# Layers: an import points to a lower row or stays inside its own package. "" is the face of the package.
FRAMEWORK_LAYERS: dict[str, int] = {
    "cli": 11,
    "migration": 10,
    "": 9,
    "compat": 9,
    "testclient": 9,
    "applications": 8,
    "utils": 8,
    "openapi": 7,
    "options": 7,
    "schemas": 7,
    "staticfiles": 7,
    "templating": 7,
    "problem_handlers": 6,
    "routing": 6,
    "convertors": 5,
    "core": 5,
    "endpoint": 5,
    "endpoints": 5,
    "exception_handlers": 5,
    "authentication": 4,
    "encoders": 4,
    "middleware": 4,
    "routes": 4,
    "security": 4,
    "sse": 4,
    "credentials": 3,
    "datastructures": 3,
    "formparsers": 3,
    "requests": 3,
    "responses": 3,
    "websockets": 3,
    "background": 2,
    "connection": 2,
    "files": 2,
    "forms": 2,
    "param_functions": 2,
    "body_limit": 1,
    "callables": 1,
    "concurrency": 1,
    "config": 1,
    "http": 1,
    "messages": 1,
    "params": 1,
    "status": 1,
    "defaults": 0,
    "exceptions": 0,
    "logger": 0,
    "types": 0,
    "version": 0,
}

SERVER_LAYERS: dict[str, int] = {
    "": 9,
    "__main__": 9,
    "command": 8,
    "run": 8,
    "supervisor": 7,
    "server": 6,
    "admission": 5,
    "http": 5,
    "lifespan": 5,
    "standing": 5,
    "websocket": 5,
    "loading": 4,
    "serving": 4,
    "signals": 4,
    "sockets": 4,
    "trust": 4,
    "accepting": 3,
    "clock": 3,
    "sweeping": 3,
    "flow": 3,
    "read_flow": 3,
    "hang_up": 3,
    "project": 3,
    "settings": 3,
    "variables": 3,
    "importer": 2,
    "options": 2,
    "proxy": 2,
    "tls": 2,
    "interfaces": 1,
    "last_resort": 1,
    "logs": 1,
    "loops": 1,
    "metrics": 1,
    "places": 1,
    "systemd": 1,
    "wire": 1,
    "asgi": 0,
    "errors": 0,
    "request_ids": 0,
}

LAYERS: dict[str, dict[str, int]] = {"fireweed": FRAMEWORK_LAYERS, "fireweed_server": SERVER_LAYERS}

# Libraries from elsewhere, each with the modules that may import it; packages stand for all that is in them.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "a2wsgi": ("fireweed_server.interfaces.wsgi",),
    "annotated_types": ("fireweed.endpoint", "fireweed.params"),
    "click": ("fireweed.cli", "fireweed_server.__main__", "fireweed_server.command"),
    "h11": ("fireweed_server.http.h11_parser",),
    "httptools": ("fireweed_server.http.httptools_parser",),
    "httpx2": ("fireweed.testclient.http_library",),
    "itsdangerous": ("fireweed.middleware.sessions",),
    "jinja2": ("fireweed.templating",),
    "multipart": ("fireweed.forms",),
    "opentelemetry": ("fireweed.middleware.opentelemetry",),
    "orjson": ("fireweed.responses",),
    "pydantic": (
        "fireweed.compat",
        "fireweed.encoders",
        "fireweed.endpoint",
        "fireweed.exceptions",
        "fireweed.messages",
        "fireweed.openapi",
        "fireweed.params",
        "fireweed.security",
        "fireweed.sse",
    ),
    "pydantic_core": (
        "fireweed.compat",
        "fireweed.encoders",
        "fireweed.endpoint",
        "fireweed.forms.uploads",
        "fireweed.openapi",
        "fireweed.param_functions",
        "fireweed.params",
    ),
    "typing_extensions": ("fireweed", "fireweed_server"),
    "uvloop": ("fireweed.testclient.backend", "fireweed_server.loops"),
    "watchfiles": ("fireweed_server.supervisor.watching",),
    "websockets": ("fireweed_server.websocket.masking",),
    "wsproto": ("fireweed_server.websocket",),
    "yaml": ("fireweed.schemas",),
}

# The one place where the framework meets the server.
MEETING_PLACES: dict[str, str] = {"fireweed.cli.serve": "fireweed_server"}

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_FACE_LINES: dict[str, int] = {"fireweed": 120}
DEFAULT_MAX_FACE_LINES = 60

# Faces that load a name when it is asked for (PEP 562).
LATE_FACES = frozenset({"fireweed"})

FORBIDDEN_WORDS = frozenset({"common", "helper", "helpers", "impl", "manager", "managers", "misc", "util", "utils"})

# Modules that programs import under such a name.
KNOWN_NAMES = frozenset({"fireweed.openapi.utils", "fireweed.security.utils", "fireweed.utils"})

# Addresses that mean something on one machine only.
MACHINE_PATHS = r"(?<![\w.])/(?:root/\.\w+|work/(?:main|shared)|home/\w+|Users/\w+)/|(?i:index[-_]url)|pypi\.org/simple"
