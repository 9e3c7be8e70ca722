"""What importing the framework loads."""

import json
import subprocess
import sys

# What takes milliseconds, and what a typed application may do without.
LOADED_LATE = (
    "difflib",
    "email.message",
    "fireweed.cli",
    "fireweed.openapi.document",
    "fireweed.staticfiles",
    "fireweed.templating",
    "fireweed.testclient",
    "http.client",
    "importlib.metadata",
    "itsdangerous",
    "jinja2",
    "multipart",
    "pydantic.root_model",
    "pydantic.v1",
)


def test_import_loads_nothing_that_a_typed_application_may_do_without() -> None:
    program = "from fireweed import Fireweed; import json, sys; print(json.dumps(list(sys.modules)))"

    answer = subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE)

    assert set(LOADED_LATE).isdisjoint(json.loads(answer.stdout))
