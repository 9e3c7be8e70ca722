"""Which uses of a name mean which binding."""

import sys

import pytest

from fireweed.migration.scopes import Names
from fireweed.migration.source import Source

# PEP 695
PARAMETERS_OF_TYPES = [("def f[T: m.A](x: T): ...", [2]), ("class C[T: m.A]: ...", [2]), ("type X = m.A", [2])]


@pytest.mark.parametrize(
    ("body", "used"),
    [
        ("m", [2]),
        ("def f(): return m", [2]),
        ("def f(m=m): return m", [2]),
        ("def f(*m): return m", []),
        ("def f():\n  m = 1\n  return m", []),
        ("def f():\n  global m\n  m", [4]),
        ("def f():\n  def g():\n    global m\n    return m\n  m = 1", [5]),
        ("def f():\n  m = 1\n  def g():\n    nonlocal m\n    return m", []),
        ("class C:\n  m = 1\n  m\n  def f(self): return m", [5]),
        ("class C(m.B): x: m.T", [2, 2]),
        ("[m for m in [m]]", [2]),
        ("[x for x in m if m.y]", [2, 2]),
        ("{m: 1 for y in [] for m in []}", []),
        ("def f():\n  [m := x for x in []]\n  return m", []),
        ("lambda m: m", []),
        ("lambda: m", [2]),
        ("def f():\n  try: 1\n  except E as m: m", []),
        ("def f(x):\n  match x:\n    case {**m}: m", []),
        ("def f(x):\n  match x:\n    case [*m]: m", []),
        ("def f():\n  with x as m: m", []),
        ("def f():\n  for m in m: pass", []),
        ("def f():\n  import m\n  m", []),
        ("@m\nasync def f(x: m) -> m: ...", [2, 3, 3]),
        ("x: 'm'", [2]),
        ("def f(x: 'list[m] | None'): ...", [2]),
        ("x: Literal['m']", []),
        ("x: Annotated['m', 'm']", [2]),
        ("x: 'not an annotation'", []),
        ("x: Callable[['m'], None]", [2]),
        ("x = 'm'", []),
        *(PARAMETERS_OF_TYPES if sys.version_info >= (3, 12) else ()),
    ],
)
def test_finds_the_uses_of_an_import(body: str, used: list[int]) -> None:
    names = Names(Source(f"import m\n{body}\n"))

    [binding] = [binding for binding in names.bindings if binding.name == "m" and binding.imports][:1]

    assert sorted(use.lineno for use in binding.uses) == used


@pytest.mark.parametrize(
    ("body", "is_mixed"),
    [("m = 1", True), ("def f():\n  global m", True), ("def m(): ...", True), ("def f(m): ...", False)],
)
def test_knows_what_else_binds_the_name(body: str, is_mixed: bool) -> None:
    names = Names(Source(f"import m\n{body}\n"))

    assert [binding.is_mixed for binding in names.bindings if binding.imports] == [is_mixed]
