"""The environment's variables that are meant to set options. Reads none: that is for the command line."""

import difflib
from collections.abc import Iterable
from typing import Final

from fireweed_server.errors import OptionError
from fireweed_server.options import OPTIONS, VARIABLE_PREFIX

# Of two names, from 0 to 1. What Kubernetes sets for a service called `fw` resembles no option as much as this.
_SIMILARITY: Final = 0.75


def check_variables(names: Iterable[str]) -> None:
    """Raise OptionError for a variable whose name is almost that of an option: it would silently have no effect.

    Others that begin with `FW_` are somebody else's.
    """
    for name in names:
        option = name.removeprefix(VARIABLE_PREFIX).lower()
        if name.startswith(VARIABLE_PREFIX) and option not in OPTIONS:
            close = difflib.get_close_matches(option, OPTIONS, n=1, cutoff=_SIMILARITY)
            if close:
                meant = OPTIONS[close[0]].environment[0]
                raise OptionError(f"The variable {name} sets no option. Did you mean {meant}?")
