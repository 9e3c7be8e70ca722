import pytest

from fireweed.responses import HTMLResponse, PlainTextResponse, Response


@pytest.mark.parametrize(
    ("response_class", "content_type"),
    [(PlainTextResponse, "text/plain; charset=utf-8"), (HTMLResponse, "text/html; charset=utf-8")],
)
def test_says_what_kind_of_text_it_is(response_class: type[Response], content_type: str) -> None:
    response = response_class("grüß")

    assert response.body == "grüß".encode()
    assert response.headers["content-type"] == content_type
