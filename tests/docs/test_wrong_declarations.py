"""Every row of docs/guides/wrong-declarations.md is a mistake, and is answered with the words beside it."""

import re
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

import pytest

from docs.programs import ROOT, load_program
from fireweed import Body, Depends, Fireweed, Path, Query, Request
from fireweed.exceptions import DeclarationError, FireweedError
from fireweed.middleware.cors import CORSMiddleware

PAGE = ROOT / "docs/guides/wrong-declarations.md"
ROW = re.compile(r"^\| `(.+?)` \| (.+) \|$")
HEAD = re.compile(r"^\| (parameter|statement) \|")


class Row(NamedTuple):
    kind: str
    code: str
    message: str


class Engine: ...


Engine.__module__ = "shop"


def get_user() -> str:
    return "ann"


async def fetch_user() -> str:
    return "ann"


def circle(user: Any = None) -> None: ...


circle.__defaults__ = (Depends(circle),)

NAMES: dict[str, Any] = {"Annotated": Annotated, "Body": Body, "Depends": Depends, "Path": Path, "Query": Query}
NAMES |= {"CORSMiddleware": CORSMiddleware, "Fireweed": Fireweed, "ValueError": ValueError}
NAMES |= {"Engine": Engine, "Request": Request, "circle": circle, "fetch_user": fetch_user, "get_user": get_user}


def read_rows() -> list[Row]:
    rows, kind = [], ""
    for line in PAGE.read_text("utf-8").splitlines():
        if head := HEAD.match(line):
            kind = head[1]
        elif row := ROW.match(line):
            rows.append(Row(kind, row[1], row[2]))
    return rows


def declare_parameter(code: str, names: dict[str, Any]) -> None:
    exec(f"def read({code}): ...", names)
    Fireweed().get("/items/{item_id}")(names["read"])


def carry_out(code: str, names: dict[str, Any]) -> None:
    async def read() -> None: ...

    exec(code, {**names, "app": Fireweed(), "read": read})


CARRY_OUT: dict[str, Callable[[str, dict[str, Any]], None]] = {"parameter": declare_parameter, "statement": carry_out}


@pytest.mark.parametrize("row", read_rows(), ids=lambda row: row.code)
def test_mistake_is_told_as_the_page_says(row: Row) -> None:
    with pytest.raises((FireweedError, AssertionError, TypeError, ValueError)) as caught:
        CARRY_OUT[row.kind](row.code, dict(NAMES))

    assert row.message in str(caught.value)


def test_example_is_told_as_the_page_says() -> None:
    shown = re.search(r"```text\n(.+?)\n```", PAGE.read_text("utf-8"))
    build_app = load_program("docs/examples/wrong_declaration.py").build_app

    with pytest.raises(DeclarationError) as caught:
        build_app()

    assert shown is not None
    assert str(caught.value).partition(": ")[2] == shown[1].partition(": ")[2]
