"""The default id of an operation, from its name, path and a method."""

import re
from typing import Any


def generate_unique_id(route: Any) -> str:
    """Such as `read_item_items__item_id__get` for `read_item` at GET /items/{item_id}.

    Of several methods it takes the first in the alphabet: the id must be the same in every process.
    """
    identifier = re.sub(r"\W", "_", f"{route.name}{route.path_format}")
    return f"{identifier}_{min(route.methods).lower()}"
