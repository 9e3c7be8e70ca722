import re

from fireweed.middleware.debug_page import CONTEXT_LINES, build_debug_page


def catch() -> Exception:
    tag = "<script>"
    try:
        raise ValueError(f"bad {tag}")
    except ValueError as error:
        return error


def test_names_the_exception() -> None:
    assert "<h2>ValueError: bad &lt;script&gt;</h2>" in build_debug_page(catch())


def test_takes_nothing_for_markup() -> None:
    assert "<script" not in build_debug_page(catch())


def test_marks_the_line_that_was_executed() -> None:
    page = build_debug_page(catch())

    assert re.findall(r"<mark> *\d+ (.*)</mark>", page) == ["        raise ValueError(f&quot;bad {tag}&quot;)"]


def test_shows_the_code_around_it() -> None:
    page = build_debug_page(catch())

    shown = re.findall(r"^(?:<p>.*<pre>|<mark>)? *\d+ ", page, re.MULTILINE)
    assert len(shown) == 2 * CONTEXT_LINES + 1


def test_begins_with_the_innermost_frame() -> None:
    def outer() -> None:
        raise catch()

    try:
        outer()
    except ValueError as error:
        page = build_debug_page(error)

    assert page.index("in catch") < page.index("in outer")


def test_does_without_source_code() -> None:
    try:
        exec(compile("raise KeyError", "<nowhere>", "exec"))
    except KeyError as error:
        page = build_debug_page(error)

    assert "&lt;nowhere&gt;, line 1, in &lt;module&gt;" in page
