"""Finding what a name from outside means below a directory, without ever leaving that directory.

Everything here touches the file system, and so belongs into a worker thread.
"""

import errno
import os
import stat

_MEANS_MISSING = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})


def name_of(url_path: str) -> str:
    """Return the name that the decoded path of a URL stands for: relative, normalised, as the system writes names."""
    return os.path.normpath(os.path.join(*url_path.split("/")))


def find_below(directory: str, name: str, *, follow_symlinks: bool) -> tuple[str, os.stat_result] | None:
    """Return path and status of what `name`, see `name_of`, means below `directory`; None if nothing.

    Symbolic links that lead out of the directory lead nowhere, unless `follow_symlinks`.

    Raises:
        OSError: the file system refuses (permissions, a name too long, ...).
        ValueError: a name that no file can have.
    """
    parts = [] if name in ("", os.curdir) else name.split(os.sep)
    if os.pardir in parts or os.path.isabs(name) or os.path.splitdrive(name)[0]:
        return None
    try:
        return _follow(directory, parts) if follow_symlinks else _walk(directory, parts)
    except OSError as error:
        if error.errno in _MEANS_MISSING:
            return None
        raise


def _follow(directory: str, parts: list[str]) -> tuple[str, os.stat_result]:
    path = os.path.join(directory, *parts)
    return path, os.stat(path)


def _walk(directory: str, parts: list[str]) -> tuple[str, os.stat_result] | None:
    # PERF: where no part is a link, the file is inside whatever the directory itself is, which saves resolving both
    # paths (benchmarks/micro/files.py).
    path = directory
    status = None
    for part in parts:
        path = os.path.join(path, part)
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            return _resolve(directory, parts)
    return path, os.stat(path) if status is None else status


def _resolve(directory: str, parts: list[str]) -> tuple[str, os.stat_result] | None:
    real_directory = os.path.realpath(directory)
    real_path = os.path.realpath(os.path.join(directory, *parts))
    if not _is_inside(real_path, real_directory):
        return None
    return real_path, os.stat(real_path)


def _is_inside(path: str, directory: str) -> bool:
    try:
        return os.path.commonpath((path, directory)) == directory
    except ValueError:  # pragma: no cover - another drive of Windows
        return False
