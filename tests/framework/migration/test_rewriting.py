"""What becomes of the text of a module."""

import ast

import pytest

from fireweed.migration import migrate_text

# From and to, by what is shown.
MOVES: dict[str, tuple[str, str]] = {
    "names": ("from fastapi import Depends, Query\n", "from fireweed import Depends, Query\n"),
    "application": ("from fastapi import FastAPI\n", "from fireweed import Fireweed as FastAPI\n"),
    "alias": ("from fastapi import FastAPI as F, Query as Q\n", "from fireweed import Fireweed as F, Query as Q\n"),
    "exported name": ("from fastapi import Query as Query\n", "from fireweed import Query as Query\n"),
    "submodule": ("from fastapi.security import HTTPBasic\n", "from fireweed.security import HTTPBasic\n"),
    "starlette": ("from starlette.routing import Route, Mount\n", "from fireweed.routing import Route, Mount\n"),
    "other home": (
        "from starlette.applications import Starlette\n",
        "from fireweed.core import Application as Starlette\n",
    ),
    "other name": (
        "from starlette.exceptions import HTTPException, WebSocketException\n",
        "from fireweed.exceptions import BaseHTTPException as HTTPException, WebSocketException\n",
    ),
    "module as a name": ("from fastapi import status, routing\n", "from fireweed import status, routing\n"),
    "module by alias": (
        "import fastapi.routing as r\nr.APIRoute\n",
        "import fireweed.routing as r\nr.APIRoute\n",
    ),
    "renamed name of a module": (
        "from starlette import exceptions\nexceptions.HTTPException(404)\n",
        "from fireweed import exceptions\nexceptions.BaseHTTPException(404)\n",
    ),
    "root": (
        "import fastapi\napp = fastapi.FastAPI()\napp.get(fastapi.Query.__name__)\n",
        "import fireweed\napp = fireweed.Fireweed()\napp.get(fireweed.Query.__name__)\n",
    ),
    "root by alias": (
        "import fastapi as fa\nfa.FastAPI(), fa.status.HTTP_200_OK\n",
        "import fireweed as fa\nfa.Fireweed(), fa.status.HTTP_200_OK\n",
    ),
    "dotted module": (
        "import starlette.status\nx = starlette.status.HTTP_200_OK\n",
        "import fireweed.status\nx = fireweed.status.HTTP_200_OK\n",
    ),
    "dotted name with another home": (
        "import starlette.applications, os\nstarlette.applications.Starlette()\n",
        "import fireweed.core, os\nfireweed.core.Application()\n",
    ),
    "module that is used but not imported": (
        "import fastapi\nfastapi.responses.JSONResponse({})\n",
        "import fireweed, fireweed.responses\nfireweed.responses.JSONResponse({})\n",
    ),
    "two roots": (
        "import fastapi\nimport starlette.types\nx: fastapi.Request | starlette.types.ASGIApp\n",
        "import fireweed\nimport fireweed.types\nx: fireweed.Request | fireweed.types.ASGIApp\n",
    ),
    "root that may be absent": (
        "try:\n    import fastapi\nexcept ImportError:\n    fastapi = None\n"
        "if fastapi is not None:\n    fastapi.FastAPI()\n",
        "try:\n    import fireweed as fastapi\nexcept ImportError:\n    fastapi = None\n"
        "if fastapi is not None:\n    fastapi.Fireweed()\n",
    ),
    "name that is taken": (
        "import fastapi\nfireweed = 1\nfastapi.FastAPI()\n",
        "import fireweed as fastapi\nfireweed = 1\nfastapi.Fireweed()\n",
    ),
    "root that is exported": (
        "import fastapi\n__all__ = ['fastapi']\nfastapi.FastAPI\n",
        "import fireweed as fastapi\n__all__ = ['fastapi']\nfastapi.Fireweed\n",
    ),
    "root that is global": (
        "def f():\n    global fastapi\n    import fastapi\n",
        "def f():\n    global fastapi\n    import fireweed as fastapi\n",
    ),
    "star": (
        "from fastapi import *\napp = FastAPI()\n",
        "from fireweed import *\nfrom fireweed import Fireweed as FastAPI\napp = FastAPI()\n",
    ),
    "under TYPE_CHECKING": (
        "if TYPE_CHECKING:\n    from fastapi import Request\n",
        "if TYPE_CHECKING:\n    from fireweed import Request\n",
    ),
    "in a function": (
        "def f():\n\tfrom starlette.applications import AppType, Starlette\n\treturn 1\n",
        "def f():\n\tfrom fireweed.compat.internals import AppType\n"
        "\tfrom fireweed.core import Application as Starlette\n\treturn 1\n",
    ),
    "in one line with others": (
        "if x: from starlette.applications import AppType, Starlette; f()\n",
        "if x: from fireweed.compat.internals import AppType; "
        "from fireweed.core import Application as Starlette; f()\n",
    ),
    "annotation in quotes": (
        'import fastapi\ndef f(é: "é", r: "list[fastapi.Request]"): ...\n',
        'import fireweed\ndef f(é: "é", r: "list[fireweed.Request]"): ...\n',
    ),
    "f-string": (
        'import starlette.status as st, fastapi\nf"é{st.WS_1000_NORMAL_CLOSURE} {fastapi.FastAPI}"\n',
        'import fireweed.status as st, fireweed\nf"é{st.WS_1000_NORMAL_CLOSURE} {fireweed.Fireweed}"\n',
    ),
    "parameter of the same name": (
        "from starlette import exceptions\ndef f(exceptions): return exceptions.HTTPException\n",
        "from fireweed import exceptions\ndef f(exceptions): return exceptions.HTTPException\n",
    ),
    "broken line": (
        "from fastapi . responses \\\n  import HTMLResponse, \\\n    JSONResponse\n",
        "from fireweed.responses \\\n  import HTMLResponse, \\\n    JSONResponse\n",
    ),
    "chain over lines": (
        "import fastapi\nx = (fastapi\n  .FastAPI)\n",
        "import fireweed\nx = (fireweed.Fireweed)\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), MOVES.values(), ids=MOVES.keys())
def test_moves(before: str, after: str) -> None:
    assert migrate_text(before).text == after


@pytest.mark.parametrize(("before", "after"), MOVES.values(), ids=MOVES.keys())
def test_changes_nothing_the_second_time(before: str, after: str) -> None:
    assert migrate_text(after).text == after


LISTS: dict[str, tuple[str, str]] = {
    "comments in place": (
        "from fastapi import (  # all\n    APIRouter,  # routes\n    FastAPI,\n    # last\n    Query as Q,\n)  # end\n",
        "from fireweed import (  # all\n    APIRouter,  # routes\n"
        "    Fireweed as FastAPI,\n    # last\n    Query as Q,\n)  # end\n",
    ),
    "line that leaves with its comment": (
        "from starlette.middleware.base import (\n    AsyncContentStream,  # of bytes\n"
        "    BaseHTTPMiddleware,\n    # last\n    RequestResponseEndpoint\n)  # end\n",
        "from fireweed.middleware.base import (\n    BaseHTTPMiddleware,\n    # last\n    RequestResponseEndpoint\n)\n"
        "from fireweed.responses import AsyncContentStream  # of bytes  # end\n",
    ),
    "last line without a comma": (
        "from starlette.requests import (\n    Request,\n    HTTPConnection,\n    SERVER_PUSH_HEADERS_TO_COPY\n)\n",
        "from fireweed.requests import (\n    Request,\n    HTTPConnection,\n"
        "    PUSHED_HEADERS as SERVER_PUSH_HEADERS_TO_COPY\n)\n",
    ),
    "several in a line": (
        "from starlette.middleware.base import (BaseHTTPMiddleware,  # one, two\n"
        "    AsyncContentStream, DispatchFunction)\n",
        "from fireweed.middleware.base import (  # one, two\n    BaseHTTPMiddleware, DispatchFunction\n)\n"
        "from fireweed.responses import AsyncContentStream\n",
    ),
    "several without parentheses": (
        "from starlette.middleware.base import AsyncContentStream, \\\n    BaseHTTPMiddleware, DispatchFunction  # x\n",
        "from fireweed.middleware.base import BaseHTTPMiddleware, DispatchFunction\n"
        "from fireweed.responses import AsyncContentStream  # x\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), LISTS.values(), ids=LISTS.keys())
def test_keeps_lists_as_they_are_written(before: str, after: str) -> None:
    assert migrate_text(before).text == after


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_keeps_line_ends(newline: str) -> None:
    before = newline.join(
        ["# é\f\x0b", "from starlette.applications import (", "    Starlette, AppType", ")", "x = 1", ""]
    )

    after = migrate_text(before).text

    assert after.split(newline) == [
        "# é\f\x0b",
        "from fireweed.core import Application as Starlette",
        "from fireweed.compat.internals import AppType",
        "x = 1",
        "",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "from .fastapi import x\nfrom fastapi_users import y\nimport fastapi_users, starlette_context\n",
        '"""About fastapi."""\nx = "not about fastapi"  # import fastapi\n',
        "def f(fastapi): return fastapi.FastAPI()\n",
        "import sys\n",
    ],
    ids=["other packages", "texts", "parameter", "nothing"],
)
def test_leaves_what_is_not_theirs(text: str) -> None:
    migration = migrate_text(text)

    assert (migration.text, migration.findings) == (text, [])


# What stays, and is told

STAYS: dict[str, tuple[str, int, str]] = {
    "name": (
        "from fastapi.utils import create_cloned_field\n",
        1,
        "Fireweed has no fastapi.utils.create_cloned_field.",
    ),
    "module": ("\nimport fastapi.absent\n", 2, "Fireweed has no fastapi.absent."),
    "star": ("from starlette.absent import *\n", 1, "Fireweed has no starlette.absent."),
    "name by a module": (
        "import fastapi.utils as u\nu.generate_unique_id\nu.create_cloned_field\n",
        3,
        "Fireweed has no fastapi.utils.create_cloned_field.",
    ),
    "name by the root": ("import fastapi\nfastapi.FastAPI, fastapi.absent\n", 2, "Fireweed has no fastapi.absent."),
    "name that lives elsewhere": (
        "import fastapi.routing as r\nr.get_request_handler\n",
        2,
        "Import fireweed.endpoint.request_handler.build_request_handler by itself",
    ),
    "chain with a comment": ("import fastapi\nx = (fastapi  # !\n.Query)\n", 2, "Import fireweed.Query by itself"),
    "string": ('patch("fastapi.routing.APIRoute.x")\n', 1, "write 'fireweed.routing.APIRoute.x'."),
    "string without a name of ours": ('patch("fastapi.absent")\n', 1, "Fireweed has nothing of that name."),
    "string as an argument": ('version("starlette")\n', 1, "The string 'starlette' is left as it is."),
}


@pytest.mark.parametrize(("text", "line", "part"), STAYS.values(), ids=STAYS.keys())
def test_tells_what_stays(text: str, line: int, part: str) -> None:
    migration = migrate_text(text)

    assert migration.text == text
    assert [(finding.line, part in finding.text) for finding in migration.findings] == [(line, True)]


def test_moves_the_names_beside_one_that_stays() -> None:
    migration = migrate_text("from fastapi.utils import create_cloned_field, generate_unique_id\n")

    assert migration.text == (
        "from fastapi.utils import create_cloned_field\nfrom fireweed.utils import generate_unique_id\n"
    )


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("FastAPI()", "write title='FastAPI', docs_assets='cdn'."),
        ("FastAPI(title='Mine')", "write docs_assets='cdn'."),
        ("FastAPI(title='Mine', docs_assets='auto')", None),
        ("FastAPI", None),
    ],
)
def test_tells_of_other_defaults(call: str, told: str | None) -> None:
    by_name = migrate_text(f"from fastapi import FastAPI\n\n{call}\n").findings
    by_module = migrate_text(f"import fastapi\n\nfastapi.{call}\n").findings

    assert by_name == by_module
    assert [(finding.line, finding.text.endswith(told or "")) for finding in by_name] == ([(3, True)] if told else [])


def test_tells_of_other_defaults_where_the_class_is_extended() -> None:
    [finding] = migrate_text("from fastapi import FastAPI\nclass App(FastAPI): ...\n").findings

    assert (finding.line, "docs_assets='cdn'" in finding.text) == (2, True)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("from fastapi import __version__\n", "the version of Fireweed now"),
        ("from starlette.routing import *\n", "write those in use"),
        ("from fastapi.logger import logger\n", "The logger is called 'fireweed' now"),
        ("from fastapi._compat import Undefined\nfrom starlette._utils import get_route_path\n", "no public name"),
        ("import fastapi\nfastapi.__version__\n", "the version of Fireweed now"),
        ("import starlette._utils\nstarlette._utils.get_route_path\n", "no public name"),
        ("import fastapi\nvars(fastapi)\n", "see what is done with it"),
        ("import fastapi.routing as r\nr.APIRoute = None\n", "Fireweed itself does not look it up there"),
    ],
    ids=[
        "version",
        "star",
        "logger",
        "private",
        "version of a module",
        "private module",
        "module as a value",
        "replaced name",
    ],
)
def test_tells_what_to_look_at(text: str, part: str) -> None:
    migration = migrate_text(text)

    assert migration.text != text
    assert [part in finding.text for finding in migration.findings] == [True]


def test_refuses_what_is_no_python() -> None:
    with pytest.raises(SyntaxError):
        migrate_text("import fastapi\nprint 'x'\n")


def test_passes_over_what_python_warns_of() -> None:
    assert migrate_text("import fastapi\nx = '\\d' is 1\n").text == "import fireweed\nx = '\\d' is 1\n"


def test_names_what_is_used_afterwards() -> None:
    migration = migrate_text("import fastapi.testclient\nfrom fastapi import FastAPI\nfastapi.testclient.TestClient\n")

    assert migration.names == {"fireweed.testclient.TestClient", "fireweed.Fireweed"}


def test_result_is_python_with_the_same_local_names() -> None:
    for before, after in [*MOVES.values(), *LISTS.values()]:
        assert _list_local(after) >= _list_local(before) - {"fastapi", "starlette"}


def _list_local(text: str) -> set[str]:
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {(alias.asname or alias.name).partition(".")[0] for node in imports for alias in node.names}


# Calling names as Fireweed does


def test_renames_the_uses() -> None:
    text = "from fastapi import FastAPI, Query\napp = FastAPI()\ndef f(app: 'FastAPI', q=Query()) -> FastAPI: ...\n"

    assert migrate_text(text, renames=True).text == (
        "from fireweed import Fireweed, Query\napp = Fireweed()\ndef f(app: 'Fireweed', q=Query()) -> Fireweed: ...\n"
    )


@pytest.mark.parametrize(
    "rest",
    [
        "Fireweed = 1\n",
        "def f(Fireweed): ...\n",
        "__all__ = ['FastAPI']\n",
        "if not FastAPI:\n    FastAPI = 1\n",
        "from fastapi import FastAPI\n",
    ],
    ids=["taken", "taken within", "string", "bound again", "imported again"],
)
def test_keeps_a_name_whose_change_is_not_safe(rest: str) -> None:
    text = f"from fastapi import FastAPI\n{rest}"

    assert migrate_text(text, renames=True).text == migrate_text(text).text
