"""Every document becomes TypeScript that the strict compiler takes."""

from pathlib import Path

import pytest

from openapi_tools.documents import write_document
from openapi_tools.programs import PROGRAMS
from openapi_tools.tools import NODE_MODULES, run_tool


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `<program>.ts` for every program, made in one run of openapi-typescript."""
    folder = tmp_path_factory.mktemp("types")
    apis = []
    for program in PROGRAMS:
        (folder / f"{program}.json").write_text(write_document(program))
        apis.append(f"  {program}@1:\n    root: ./{program}.json\n    x-openapi-ts:\n      output: ./{program}.ts\n")
    (folder / "redocly.yaml").write_text("apis:\n" + "".join(apis))
    answer = run_tool([NODE_MODULES / "openapi-typescript"], folder)
    assert answer.returncode == 0, answer.stdout
    return folder


def test_types_of_all_programs_compile(types: Path) -> None:
    files = [f"{program}.ts" for program in PROGRAMS]

    answer = run_tool([NODE_MODULES / "tsc", "--strict", "--noEmit", "--target", "es2022", *files], types)

    assert (answer.returncode, answer.stdout) == (0, "")
    assert [file for file in files if not (types / file).is_file()] == []


CALLS = """
import type { components, paths } from "./stress";

type Get<Path extends keyof paths> = paths[Path] extends { get: infer Operation } ? Operation : never;
type Parcel = components["schemas"]["Parcel-Output"];

const parcel: Parcel = { grams: 5, fragile: false, price: 10 };
const query: NonNullable<Get<"/parameters/query">>["parameters"]["query"] = { required: "ab", mode: "fast" };
const shape: components["schemas"]["Circle"] = { kind: "circle", radius: 2 };
// @ts-expect-error a mode that does not exist
query.mode = "slow";
// @ts-expect-error computed fields are in the output only
const input: components["schemas"]["Parcel-Input"] = { weight: 5, fragile: false, price: 10 };
export { input, parcel, query, shape };
"""


def test_types_say_what_the_models_say(types: Path) -> None:
    (types / "calls.ts").write_text(CALLS)

    answer = run_tool([NODE_MODULES / "tsc", "--strict", "--noEmit", "--target", "es2022", "calls.ts"], types)

    assert (answer.returncode, answer.stdout) == (0, "")
