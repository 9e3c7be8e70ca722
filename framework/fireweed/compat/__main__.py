"""`python -m fireweed.compat script.py [args]` or `-m module [args]`: run a program with the hook installed.

`--enable` and `--disable` let every program of this environment run so, and undo that.
"""

import runpy
import sys
from pathlib import Path
from typing import Final

from fireweed.compat.installation import install
from fireweed.compat.start import disable, enable

_USAGE: Final = """\
Write: python -m fireweed.compat SCRIPT [ARGUMENTS], or python -m fireweed.compat -m MODULE [ARGUMENTS].
For all programs of this environment: python -m fireweed.compat --enable, and --disable to undo that."""


def main(arguments: list[str]) -> None:
    """Run the program that `arguments` name as `__main__`, with what follows as its own arguments."""
    if not arguments or arguments == ["-m"]:
        sys.exit(_USAGE)
    if arguments in (["--enable"], ["--disable"]):
        _switch(is_on=arguments == ["--enable"])
        return
    install()
    if arguments[0] == "-m":
        sys.argv[:] = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = arguments
        sys.path[0] = str(Path(arguments[0]).resolve().parent)
        runpy.run_path(str(Path(arguments[0]).absolute()), run_name="__main__")


def _switch(*, is_on: bool) -> None:
    try:
        file = enable() if is_on else disable()
    except OSError as error:
        sys.exit(f"The hook cannot be {'enabled' if is_on else 'disabled'} for this environment: {error}")
    sys.stdout.write(f"Wrote {file}\n" if is_on else f"There is no {file} any more\n")


if __name__ == "__main__":
    main(sys.argv[1:])
