"""What Schemathesis does to a document before it believes it; runs in the environment of that tool."""

import os
from typing import Any

import schemathesis

METHODS = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace"))
ADDED = {"description": "Added for the conversation: see tests/openapi_tools/programs.py."}


@schemathesis.hook  # type: ignore[untyped-decorator, unused-ignore]  # the tool is in an environment of its own
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    """Add the statuses that the program is known not to document, and 400 wherever a body can be unreadable."""
    undocumented = os.environ["UNDOCUMENTED_STATUSES"].split()
    for item in raw_schema.get("paths", {}).values():
        for operation in (item[method] for method in METHODS.intersection(item)):
            for status in (*undocumented, *(["400"] if "requestBody" in operation else [])):
                operation["responses"].setdefault(status, ADDED)
