"""How Schemathesis is told what to ask of a program: a configuration file for each run."""

import json
from collections.abc import Iterator

from openapi_tools.programs import HERE, Program

# A document of ours says what pydantic demands in its lax mode as strictly as JSON Schema can: "1" for an integer is
# accepted, and is no violation worth a report.
LAX = "negative_data_rejection"
# RFC 9110 §15.5.6 has all methods of a resource in Allow, ours has those of the first route that matches, as
# users of FastAPI know it.
ALLOW = "allow_header_conformance"
EXCLUDED = (LAX, ALLOW)

OPAQUE_SCHEMES = "^/protected/(code|openid|oauth2)$"


def write_configuration(program: Program, max_examples: int) -> str:
    """The configuration file (TOML) of the run with `program`."""
    lines = [
        f"hooks = {_quote(str(HERE / 'hooks.py'))}",
        "seed = 1",
        "continue-on-failure = true",
        "generation.database = 'none'",
        "generation.no-shrink = true",
        f"generation.max-examples = {max_examples}",
        # No program declares links of which a walk could be made, but one of the stress application.
        "phases.stateful.enabled = false",
        *(f"checks.{check}.enabled = false" for check in EXCLUDED),
        *_write_credentials(program),
    ]
    for exemption in program.exemptions:
        lines += [
            "[[operations]]",
            f"include-path-regex = {_quote(f'^{exemption.paths}$')}",
            f"checks.{exemption.check}.enabled = false",
        ]
    for path in program.unasked:
        lines += ["[[operations]]", f"include-path = {_quote(path)}", "enabled = false"]
    return "\n".join((*lines, ""))


def _write_credentials(program: Program) -> Iterator[str]:
    if not program.secret:
        return
    secret = _quote(program.secret)
    for scheme in ("APIKeyHeader", "APIKeyQuery", "APIKeyCookie"):
        yield f"auth.openapi.{scheme} = {{ api_key = {secret} }}"
    for scheme in ("HTTPBearer", "OAuth2PasswordBearer"):
        yield f"auth.openapi.{scheme} = {{ bearer = {secret} }}"
    yield f"auth.openapi.HTTPBasic = {{ username = 'ada', password = {secret} }}"
    # These the tool cannot fill in by itself.
    yield "[[operations]]"
    yield f"include-path-regex = {_quote(OPAQUE_SCHEMES)}"
    yield f"headers = {{ Authorization = {_quote(f'Bearer {program.secret}')} }}"


def _quote(text: str) -> str:
    return json.dumps(text)
