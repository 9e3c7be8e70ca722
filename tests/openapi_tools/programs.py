"""The programs that the tools are pointed at, and what is known of each: how to start it, and where a tool is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from docs.programs import ROOT, load_program
from fireweed import Fireweed

HERE = Path(__file__).parent
EXAMPLES = ROOT / "docs" / "examples"
ACCEPTANCE = "positive_data_acceptance"


@dataclass(frozen=True, slots=True)
class Exemption:
    """`check` says nothing of the operations whose paths match `paths` (a regular expression), for this `reason`."""

    check: str
    paths: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """An application: what `fw` is told to find it, its environment, and what a conversation with it needs.

    `options` are those of `fw` that it needs, `undocumented` statuses that its page is not about, and `secret` is what
    all of its security schemes take.
    `unasked` are paths that are not asked at all; a silent program has none to ask.
    """

    name: str
    target: str
    folder: Path = EXAMPLES
    options: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    undocumented: tuple[int, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    unasked: tuple[str, ...] = ()
    secret: str = ""
    is_silent: bool = False

    def __str__(self) -> str:
        return self.name


_FORMS = (
    "no form can say null, an empty field is an absent one, and control characters in the names of parts are refused"
)
_GROUPS = "that some parameters go with others cannot be said of separate parameters"
_UNBOUND = "pydantic's schema of a bounded Decimal admits any string"
_DURATION = "pydantic writes two years and a day as P2Y1D, which RFC 3339 (appendix A) has no form for"
_NAMES = "the names of the aliases are documented, whatever response_model_by_alias says"
_PATHS = "the path of another operation takes the name of this one for a parameter"
_STRANGERS = "its middleware refuses strangers before anything looks at the method"
_ADDRESSES = "email-validator refuses reserved domains, which JSON Schema's format does not"
_AGENT = "the tool's client adds User-Agent by itself"
_OPTIONAL = "without a key the catalogue is shortened, not refused"

STRESS = Program(
    name="stress",
    target="openapi_tools.stress.main:app",
    folder=ROOT / "tests",
    secret="token-of-ada",
    exemptions=(
        Exemption(ACCEPTANCE, "/bodies/(form|profile|files|manual)", _FORMS),
        Exemption(ACCEPTANCE, "/(bodies/invoice|parameters/amount)", _UNBOUND),
        Exemption("response_schema_conformance", "/bodies/invoice", _DURATION),
        Exemption("response_schema_conformance", "/answers/some", _NAMES),
    ),
)

SHOP = Program(
    name="shop",
    target="shop.main:app",
    environment={
        "SHOP_SECRET_KEY": "a secret that is long enough for tests",
        "SHOP_ADMIN_EMAIL": "admin@example.com",
        "SHOP_ADMIN_PASSWORD": "open sesame please",
    },
    exemptions=(
        Exemption("unsupported_method", "/(orders/export.csv|users/me)", _PATHS),
        Exemption(ACCEPTANCE, "/auth/(login|register)", _ADDRESSES),
    ),
)

DOCUMENTED = Program(
    "documentation", "documentation:app", folder=ROOT / "tests" / "compat" / "programs", options=("--compat",)
)

_KNOWN = {
    program.name: program
    for program in (
        Program("built_in_middleware", "built_in_middleware:app", undocumented=(403,), unasked=("/broken",)),
        Program("dependencies", "dependencies:app", undocumented=(401, 403, 404)),
        Program("dependency_lifetimes", "dependency_lifetimes:app", undocumented=(404,)),
        Program("errors", "errors:app", undocumented=(404,), unasked=("/crash",)),
        Program("forms_and_files", "forms_and_files:app", exemptions=(Exemption(ACCEPTANCE, "/.*", _FORMS),)),
        Program(
            "function_middleware",
            "function_middleware:app",
            undocumented=(401,),
            exemptions=(Exemption("unsupported_method", "/.*", _STRANGERS),),
        ),
        Program("json_bodies", "json_bodies:app", undocumented=(404,)),
        Program("moved_from_fastapi", "moved_from_fastapi:app", undocumented=(404,)),
        Program(
            "parameter_models",
            "parameter_models:app",
            exemptions=(
                Exemption(ACCEPTANCE, "/(books|search)", _GROUPS),
                Exemption("missing_required_header", "/device", _AGENT),
            ),
        ),
        Program("security_basic", "security_basic:app", undocumented=(401,)),
        Program(
            "security_keys",
            "security_keys:app",
            undocumented=(401,),
            exemptions=(Exemption("ignored_auth", "/catalogue", _OPTIONAL),),
        ),
        Program("security_tokens", "security_tokens:app", undocumented=(400, 401, 403)),
        Program("sending_files", "sending_files.main:app", undocumented=(404,)),
        Program("websocket_chat", "websocket_chat:app", is_silent=True),
        # Its streams end when there is no more news, which is never.
        Program("testing_async", "testing_async:app", unasked=("/news",)),
    )
}


# It imports fastapi, which is there only with `--compat`.
WRITTEN_FOR_FASTAPI = EXAMPLES / "written_for_fastapi.py"


def find_programs() -> Iterator[Program]:
    """The stress application, a program for FastAPI, and those of the documentation that have a document."""
    yield STRESS
    yield SHOP
    yield DOCUMENTED
    for file in sorted(set(EXAMPLES.glob("*.py")) - {WRITTEN_FOR_FASTAPI}):
        if isinstance(getattr(load_program(str(file)), "app", None), Fireweed):
            yield _KNOWN.get(file.stem, Program(file.stem, f"{file.stem}:app"))
    for file in sorted(EXAMPLES.glob("*/main.py")):
        if file.parent.name in ("bigger_application", "sending_files"):
            yield _KNOWN.get(file.parent.name, Program(file.parent.name, f"{file.parent.name}.main:app"))


PROGRAMS = tuple(find_programs())
