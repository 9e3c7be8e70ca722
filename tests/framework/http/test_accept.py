import pytest

from fireweed.http.accept import accepts_page


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("text/html", id="HTML"),
        pytest.param("application/xhtml+xml", id="XHTML"),
        pytest.param("TEXT/HTML", id="capitals"),
        pytest.param("application/json, text/html;q=0.1", id="less than something else"),
        pytest.param("text/html; charset=utf-8", id="with a parameter"),
        pytest.param("text/html;q=0, application/xhtml+xml", id="the other one"),
        pytest.param("text/html;q=much", id="no number"),
        pytest.param("text/html;q=", id="no value"),
        pytest.param("text/html;q=nan", id="not a number"),
    ],
)
def test_names_a_page(value: str) -> None:
    assert accepts_page([value])


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="nothing"),
        pytest.param("*/*", id="anything"),
        pytest.param("text/*", id="any text"),
        pytest.param("application/json", id="JSON"),
        pytest.param("text/html;q=0", id="refused"),
        pytest.param("text/html; level=1; Q=0.0", id="refused behind another parameter"),
        pytest.param("xtext/html, text/htmlx", id="something similar"),
    ],
)
def test_names_no_page(value: str) -> None:
    assert not accepts_page([value])


def test_looks_at_every_header() -> None:
    assert accepts_page(["application/json", "text/html"])
