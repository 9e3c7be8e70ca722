"""Having every interpreter of an environment start with the hook: a file beside the installed packages (see `site`)."""

import sysconfig
from pathlib import Path

_NAME = "fireweed_compat.pth"
_LINE = "import fireweed.compat.installed\n"


def enable(folder: Path | None = None) -> Path:
    """Write the file to where packages are installed, or to another folder of the kind; return its path.

    Raises:
        OSError: the folder cannot be written to.
    """
    file = _find_folder(folder) / _NAME
    file.write_text(_LINE, encoding="utf-8")
    return file


def disable(folder: Path | None = None) -> Path:
    """Remove the file, if there is one; return the path that it has or would have.

    Raises:
        OSError: it cannot be removed.
    """
    file = _find_folder(folder) / _NAME
    file.unlink(missing_ok=True)
    return file


def _find_folder(folder: Path | None) -> Path:
    return Path(sysconfig.get_path("purelib")) if folder is None else folder
