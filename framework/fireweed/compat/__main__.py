"""`python -m fireweed.compat script.py [args]` or `-m module [args]`: run a program with the hook installed.

`--enable` and `--disable` let every program of this environment run so, and undo that.
"""

import importlib.util
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
    if arguments in (["-h"], ["--help"]):
        sys.stdout.write(f"{_USAGE}\n")
    elif arguments in (["--enable"], ["--disable"]):
        _switch(is_on=arguments == ["--enable"])
    elif arguments[:1] == ["-m"] and len(arguments) > 1:
        _run_module(arguments[1:])
    elif not arguments or arguments[0].startswith("-"):
        sys.exit(_USAGE)
    else:
        _run_script(arguments)


def _run_module(arguments: list[str]) -> None:
    install()
    sys.argv[:] = arguments
    try:
        is_there = importlib.util.find_spec(arguments[0]) is not None
    except ImportError:  # of a package around it
        is_there = False
    if not is_there:
        sys.exit(f"There is no module {arguments[0]!r}.")
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


def _run_script(arguments: list[str]) -> None:
    script = Path(arguments[0]).absolute()
    if not script.exists():
        hint = f" Serve an application with `fw run --compat {arguments[0]}`." if ":" in script.name else ""
        sys.exit(f"There is no script {arguments[0]!r}.{hint}")
    install()
    sys.argv[:] = arguments
    sys.path[0] = str(script.resolve().parent)
    runpy.run_path(str(script), run_name="__main__")


def _switch(*, is_on: bool) -> None:
    try:
        file = enable() if is_on else disable()
    except OSError as error:
        sys.exit(f"The hook cannot be {'enabled' if is_on else 'disabled'} for this environment: {error}")
    sys.stdout.write(f"Wrote {file}\n" if is_on else f"There is no {file} any more\n")


if __name__ == "__main__":
    main(sys.argv[1:])
