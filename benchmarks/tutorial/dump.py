"""`python -m benchmarks.tutorial.dump [NAME ...]`: what programs answer, as JSON by name, on standard output.

It runs in the environment of a framework, so it imports nothing of another one. A program that cannot run answers with
its error.
"""

import asyncio
import json
import sys
import traceback
from typing import Any

from benchmarks.tutorial.answers import run_program
from benchmarks.tutorial.programs import list_programs


async def build_answers(programs: list[str]) -> dict[str, Any]:
    """The answers by the names of the programs."""
    return {program: await run_or_tell(program) for program in programs}


async def run_or_tell(program: str) -> Any:
    """The answers, or the error that kept the program from running."""
    try:
        return await run_program(program)
    except Exception as error:
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    json.dump(asyncio.run(build_answers(sys.argv[1:] or list_programs())), sys.stdout)
