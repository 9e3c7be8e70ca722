"""The command line that starts another Python process like this one."""

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Final

# The module path comes first of all, so that what is imported is what this process would import; `-P` because a module
# in the working directory must not take the place of one that is imported before that.
_PROGRAM: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from fireweed_server.supervisor.worker import main; sys.exit(main(sys.argv[2:]))"
)

_FLAGS: Final = {
    "dont_write_bytecode": "-B",
    "ignore_environment": "-E",
    "isolated": "-I",
    "no_site": "-S",
    "no_user_site": "-s",
    "optimize": "-O",
}


def build_worker_command(arguments: Sequence[str]) -> list[str]:
    """The command for a worker process with these arguments, under the options this interpreter was started with."""
    return [sys.executable, *_find_interpreter_options(), "-P", "-c", _PROGRAM, json.dumps(sys.path), *arguments]


def _find_interpreter_options() -> Iterator[str]:
    for flag, option in _FLAGS.items():
        yield from [option] * int(getattr(sys.flags, flag))
    for warning in sys.warnoptions:
        yield f"-W{warning}"
    for name, value in sys._xoptions.items():
        yield f"-X{name}" if value is True else f"-X{name}={value}"
