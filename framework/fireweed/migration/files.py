"""Files of a program: which there are, and writing one anew with the encoding and the mode that it has."""

import io
import os
import shutil
import tempfile
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SUFFIXES: Final = frozenset({".py", ".pyi"})
_REQUIREMENTS: Final = ("pyproject.toml", "setup.cfg", "requirements*.txt", "requirements*.in", "requirements/*.txt")
_FOREIGN: Final = frozenset({"__pycache__", "node_modules", "site-packages"})


@dataclass(frozen=True, slots=True)
class ModuleFile:
    """A file of Python as it is on disk: its line ends are in `text`, its byte order mark is in `encoding`."""

    path: Path
    encoding: str
    text: str


def find_modules(paths: Iterable[Path]) -> Iterator[Path]:
    """The files of Python among the paths and below them, in order; each once.

    Hidden folders, virtual environments and those of other tools are passed over, a file that is named is not.
    """
    seen: set[Path] = set()
    for path in paths:
        for found in [path] if path.is_file() else sorted(_walk(path)):
            if found.resolve() not in seen:
                seen.add(found.resolve())
                yield found


def find_requirement_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files in the folders among the paths, and in the current one, that may name requirements."""
    folders = dict.fromkeys([Path(), *(path for path in paths if path.is_dir())])
    found = {path.resolve(): path for folder in folders for pattern in _REQUIREMENTS for path in folder.glob(pattern)}
    yield from found.values()


def read_module(path: Path) -> ModuleFile:
    """Read a file in the encoding that it declares (PEP 263).

    Raises:
        SyntaxError: the encoding is unknown.
        UnicodeDecodeError: the file has another one.
        OSError: it cannot be read.
    """
    data = path.read_bytes()
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return ModuleFile(path, encoding, data.decode(encoding))


def write_module(file: ModuleFile, text: str) -> None:
    """Replace the text of a file, whole or not at all; its mode stays, and a link to it remains a link.

    Raises:
        OSError: it cannot be written.
    """
    path = file.path.resolve()
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "wb") as stream:
            stream.write(text.encode(file.encoding))
        shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not _is_foreign(Path(parent, name))]
        yield from (path for name in files if (path := Path(parent, name)).suffix in _SUFFIXES)


def _is_foreign(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name in _FOREIGN or (folder / "pyvenv.cfg").exists()
