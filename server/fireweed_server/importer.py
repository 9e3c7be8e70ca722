"""Finding the application by name: "module:attribute", "module", "path/to/file.py" or "path/to/file.py:attribute".

Knows nothing of options or of serving. A module that raises while it is imported is its author's to repair: the error
raised here carries that exception as its cause.
"""

import importlib
import inspect
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from fireweed_server.asgi import ASGIApp
from fireweed_server.errors import AppImportError
from fireweed_server.interfaces.judging import ASGI_PARAMETERS, InterfaceName, adapt_app, can_take

USUAL_NAMES = ("app", "application", "api")
USUAL_FACTORIES = ("create_app", "make_app", "get_app")
USUAL_FILES = ("main.py", "app.py", "api.py", "app/main.py", "app/app.py", "app/api.py")

REMEDIES: dict[str, str] = {}
"""What to do where a module is missing, by its name; whoever starts the server may know of some."""


def import_app(name: str, *, app_dir: str = ".", is_factory: bool = False, interface: InterfaceName = "auto") -> Any:
    """Import the application called `name` and return it.

    Without an attribute it is the module's `app`, `application` or `api`, or else its only ASGI application.
    With `is_factory` it is what a function without parameters returns: `create_app`, `make_app` or `get_app`, unless
    an attribute is given. What is no ASGI application, but has the other `interface` named, or shows to have it, comes
    back as one. `app_dir` goes to the front of `sys.path`; for a file, the directory of its topmost package
    does. Raises AppImportError.
    """
    location, _, attribute = _split_name(name)
    if _is_file(location):
        module = _import_file(_get_file(Path(app_dir, location)))
    else:
        module = _import_module(location, Path(app_dir).resolve())
    if is_factory:
        factory = _get_attribute(module, attribute) if attribute else _get_usual_factory(module)
        return call_factory(factory, name, interface)
    return adapt_app(_get_attribute(module, attribute) if attribute else _get_usual_app(module), name, interface)


def find_usual_file(directory: Path) -> str | None:
    """The first of USUAL_FILES that `directory` has."""
    return next((file for file in USUAL_FILES if (directory / file).is_file()), None)


def describe_cause(error: Exception) -> str:
    """The traceback of what the application's own code raised, from its first own frame on; "" if it did not raise."""
    cause = error.__cause__
    if cause is None or not isinstance(error, AppImportError):
        return ""
    return "".join(traceback.format_exception(cause.with_traceback(_skip_import_frames(cause.__traceback__))))


def describe_error(error: Exception) -> str:
    """What to show for an error: its text, below the traceback if the application's own code raised."""
    return f"{describe_cause(error)}Error: {error}\n"


def find_import_directory(name: str, app_dir: str = ".") -> Path:
    """The directory that `import_app` puts at the front of `sys.path` for that name, whether the file exists or not."""
    location, _, _ = _split_name(name)
    if not _is_file(location):
        return Path(app_dir).resolve()
    path = Path(app_dir, location).resolve()
    directory = path if path.is_dir() else path.parent
    while (directory / "__init__.py").is_file():
        directory = directory.parent
    return directory


def _split_name(name: str) -> tuple[str, str, str]:
    location, separator, attribute = name.rpartition(":")
    if not separator or attribute.startswith(("\\", "/")):
        return name, "", ""
    if not location or not attribute:
        raise AppImportError(f"{name!r} does not name an application. Write it as 'module:attribute', like 'main:app'.")
    return location, separator, attribute


def _is_file(location: str) -> bool:
    return location.endswith(".py") or "/" in location or "\\" in location


# Modules


def _get_file(path: Path) -> Path:
    if path.is_dir():
        usual = find_usual_file(path)
        if usual is None:
            raise AppImportError(f"Directory {str(path)!r} has no {_listed(USUAL_FILES)}. Name the file.")
        return (path / usual).resolve()
    if not path.is_file():
        raise AppImportError(f"There is no file {str(path)!r}. Check the path; it is relative to {str(Path.cwd())!r}.")
    return path.resolve()


def _import_file(path: Path) -> ModuleType:
    parts = [] if path.name == "__init__.py" else [path.stem]
    directory = path.parent
    while (directory / "__init__.py").is_file():
        parts.insert(0, directory.name)
        directory = directory.parent
    module = _import_module(".".join(parts), directory)
    origin = getattr(module, "__file__", None)
    if origin is None or Path(origin).resolve() != path:
        raise AppImportError(
            f"{str(path)!r} cannot be imported: another module is called {module.__name__!r} ({origin or 'built in'}). "
            "Rename the file."
        )
    return module


def _import_module(name: str, directory: Path) -> ModuleType:
    if str(directory) not in sys.path[:1]:
        sys.path.insert(0, str(directory))
    importlib.invalidate_caches()
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise AppImportError(_missing_module_text(name, error.name, directory)) from None
        raise AppImportError(f"Module {name!r} cannot be imported: {error}{_find_remedy(error)}") from error
    except Exception as error:
        raise AppImportError(f"Module {name!r} cannot be imported: it raised {type(error).__name__}.") from error


def _find_remedy(error: ModuleNotFoundError) -> str:
    remedy = REMEDIES.get((error.name or "").partition(".")[0])
    return f". {remedy}" if remedy else ""


def _missing_module_text(name: str, missing: str, directory: Path) -> str:
    what = f"There is no module {name!r}" if missing == name else f"There is no module {missing!r}, needed for {name!r}"
    return f"{what}; it was looked for in {str(directory)!r}. Check its spelling, or give its directory as app_dir."


# Attributes


def _get_attribute(module: ModuleType, dotted: str) -> Any:
    found: Any = module
    for part in dotted.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            raise AppImportError(_missing_attribute_text(module, dotted)) from None
    return found


def _missing_attribute_text(module: ModuleType, dotted: str) -> str:
    apps = _asgi_apps(module)
    remedy = f"It has {_listed(apps)}: write '{module.__name__}:{apps[0]}'." if apps else "Check its spelling."
    return f"Module {module.__name__!r} has no attribute {dotted!r}. {remedy}"


def _get_usual_app(module: ModuleType) -> Any:
    usual = _find_callable(module, USUAL_NAMES)
    if usual is not None:
        return usual
    apps = _asgi_apps(module)
    if len(apps) == 1:
        return getattr(module, apps[0])
    name = module.__name__
    if apps:
        what, example = f"has several ASGI applications, {_listed(apps)}", apps[0]
    else:
        what, example = f"has no {_listed(USUAL_NAMES)} and no other ASGI application", "attribute"
    raise AppImportError(f"Module {name!r} {what}. Say which one: '{name}:{example}'.")


def _get_usual_factory(module: ModuleType) -> Any:
    usual = _find_callable(module, USUAL_FACTORIES)
    if usual is None:
        name = module.__name__
        raise AppImportError(f"Module {name!r} has no {_listed(USUAL_FACTORIES)}. Say which one: '{name}:function'.")
    return usual


def _find_callable(module: ModuleType, names: Iterable[str]) -> Any:
    return next((value for name in names if callable(value := getattr(module, name, None))), None)


def _asgi_apps(module: ModuleType) -> list[str]:
    return [name for name, value in vars(module).items() if not name.startswith("_") and _is_asgi_app(value)]


def _is_asgi_app(value: object) -> bool:
    if inspect.isclass(value) or not callable(value):
        return False
    try:
        return tuple(inspect.signature(value).parameters) == ASGI_PARAMETERS
    except (TypeError, ValueError):
        return False


# The application


def call_factory(factory: Any, name: str, interface: InterfaceName = "auto") -> ASGIApp:
    """Return the application that `factory` makes. Raises AppImportError, with what the factory raised as its cause."""
    if not callable(factory) or not can_take(factory, arguments=0):
        raise AppImportError(f"The factory {name!r} cannot be called without arguments.")
    try:
        app = factory()
    except Exception as error:
        raise AppImportError(f"The factory {name!r} raised {type(error).__name__}.") from error
    return adapt_app(app, f"{name}()", interface)


def _skip_import_frames(frames: TracebackType | None) -> TracebackType | None:
    first = frames
    while first is not None and _is_import_machinery(first.tb_frame.f_code.co_filename):
        first = first.tb_next
    return first


def _is_import_machinery(filename: str) -> bool:
    return filename.startswith("<frozen importlib") or filename in (__file__, importlib.__file__)


def _listed(names: Iterable[str]) -> str:
    *others, last = map(repr, names)
    return f"{', '.join(others)} or {last}" if others else last
