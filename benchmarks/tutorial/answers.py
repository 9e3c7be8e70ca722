"""All answers of a program, in the order of its requests, and its OpenAPI document."""

import asyncio
import json
import warnings
from typing import Any, TypedDict

from benchmarks.tutorial.exchanges import Answer, Application, Message, exchange
from benchmarks.tutorial.programs import FOLDER, load_program, read_requests


class Answers(TypedDict):
    """What a program answers."""

    answers: list[Answer]
    openapi: Any


async def run_program(program: str) -> Answers:
    """Load the program and ask it everything between start-up and shut-down."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app = load_program(program).app
        answers = await ask(app, program)
        openapi = app.openapi() if hasattr(app, "openapi") else None
    return {"answers": answers, "openapi": json.loads(json.dumps(openapi))}


async def ask(app: Application, program: str) -> list[Answer]:
    """The answers to all requests, with a lifespan (ASGI "Lifespan Protocol") around them."""
    incoming: asyncio.Queue[Message] = asyncio.Queue()
    outgoing: asyncio.Queue[Message] = asyncio.Queue()
    incoming.put_nowait({"type": "lifespan.startup"})
    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
    lifespan = asyncio.ensure_future(app(scope, incoming.get, outgoing.put))
    assert (await outgoing.get())["type"] == "lifespan.startup.complete"
    answers = [await exchange(app, request) for request in read_requests(program)]
    incoming.put_nowait({"type": "lifespan.shutdown"})
    assert (await outgoing.get())["type"] == "lifespan.shutdown.complete"
    await lifespan
    return answers


def read_expected(program: str) -> Answers:
    """What FastAPI answers, as `python -m benchmarks.tutorial --write` stored it."""
    answers: Answers = json.loads((FOLDER / "answers" / f"{program}.json").read_text())
    return answers


def write_expected(program: str, answers: Answers) -> None:
    """Store what FastAPI answers."""
    (FOLDER / "answers").mkdir(exist_ok=True)
    text = json.dumps(answers, indent=1, ensure_ascii=False)
    (FOLDER / "answers" / f"{program}.json").write_text(f"{text}\n")
