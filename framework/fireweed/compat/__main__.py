"""`python -m fireweed.compat script.py [args]` or `-m module [args]`: run a program with the hook installed."""

import runpy
import sys
from pathlib import Path

from fireweed.compat.installation import install


def main(arguments: list[str]) -> None:
    """Run the program that `arguments` name as `__main__`, with what follows as its own arguments."""
    if not arguments or arguments == ["-m"]:
        sys.exit("Write: python -m fireweed.compat SCRIPT [ARGUMENTS], or python -m fireweed.compat -m MODULE")
    install()
    if arguments[0] == "-m":
        sys.argv[:] = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = arguments
        sys.path[0] = str(Path(arguments[0]).resolve().parent)
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
