"""Settings from the environment and from a file of `KEY=VALUE` lines."""

import os
import warnings
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, TypeVar, overload

from fireweed.exceptions import FireweedError

T = TypeVar("T")

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class undefined:
    """Stands for a default that was not given."""


class EnvironError(FireweedError):
    """A variable was changed after it had been read, so that some would go on with the old value."""


class Environ(MutableMapping[str, str]):
    """The variables of `environ`, which cannot be changed any more once they have been looked at."""

    def __init__(self, environ: MutableMapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._read: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self._read.add(key)
        return self._environ[key]

    def __setitem__(self, key: str, value: str) -> None:
        self._refuse_if_read(key, "set")
        self._environ[key] = value

    def __delitem__(self, key: str) -> None:
        self._refuse_if_read(key, "delete")
        del self._environ[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._environ)

    def __len__(self) -> int:
        return len(self._environ)

    def _refuse_if_read(self, key: str, action: str) -> None:
        if key in self._read:
            raise EnvironError(f"Attempting to {action} environ['{key}'], but the value has already been read.")


environ = Environ()


class Config:
    """Looks a setting up in `environ`, then in the file `env_file`; `env_prefix` comes before every name.

    Lines of the file are `KEY=VALUE`, with or without quotes around the value, empty, or begin with `#`. A missing
    file is a warning.
    """

    def __init__(
        self,
        env_file: str | Path | None = None,
        environ: Mapping[str, str] = environ,
        env_prefix: str = "",
        encoding: str = "utf-8",
    ) -> None:
        self.environ = environ
        self.env_prefix = env_prefix
        self.file_values: dict[str, str] = {}
        if env_file is None:
            return
        if os.path.isfile(env_file):
            self.file_values = parse_env_file(Path(env_file).read_text(encoding))
        else:
            warnings.warn(f"Config file '{env_file}' not found.", stacklevel=2)

    @overload
    def __call__(self, key: str, *, default: None) -> str | None: ...
    @overload
    def __call__(self, key: str, cast: type[T], default: T = ...) -> T: ...
    @overload
    def __call__(self, key: str, cast: type[str] = ..., default: str = ...) -> str: ...
    @overload
    def __call__(self, key: str, cast: Callable[[Any], T], default: Any = ...) -> T: ...
    @overload
    def __call__(self, key: str, cast: type[str] = ..., default: T = ...) -> T | str: ...
    def __call__(self, key: str, cast: Callable[[Any], Any] | None = None, default: Any = undefined) -> Any:
        """Return a setting, or `default`, turned into what it should be by `cast`; None stays None.

        A bool is one of true, false, 1 and 0, in any case.

        Raises:
            KeyError: there is neither a value nor a default.
            ValueError: `cast` refuses the value.
        """
        return self.get(key, cast, default)

    def get(self, key: str, cast: Callable[[Any], Any] | None = None, default: Any = undefined) -> Any:
        """Do what calling the object does."""
        name = self.env_prefix + key
        for values in (self.environ, self.file_values):
            if name in values:
                return _cast(name, values[name], cast)
        if default is undefined:
            raise KeyError(f"Config '{name}' is missing, and has no default.")
        return _cast(name, default, cast)


def parse_env_file(text: str) -> dict[str, str]:
    """Return what a file of settings says. Lines without `=` say nothing, of several for a key the last one counts."""
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {key.strip(): _unquote(value.strip()) for key, _, value in pairs}


def _unquote(value: str) -> str:
    is_quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if is_quoted else value


def _cast(name: str, value: Any, cast: Callable[[Any], Any] | None) -> Any:
    if cast is None or value is None:
        return value
    try:
        return _to_bool(value) if cast is bool and isinstance(value, str) else cast(value)
    except (TypeError, ValueError):
        kind = getattr(cast, "__name__", type(cast).__name__)
        raise ValueError(f"Config '{name}' has value '{value}'. Not a valid {kind}.") from None


def _to_bool(value: str) -> bool:
    if value.lower() not in _BOOLEANS:
        raise ValueError
    return _BOOLEANS[value.lower()]
