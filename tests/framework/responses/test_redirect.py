import pytest

from fireweed.background import BackgroundTask
from fireweed.http.url import URL
from fireweed.responses import RedirectResponse
from kit.asgi import call, http_scope


async def test_names_another_url() -> None:
    sent = await call(RedirectResponse("/there"), http_scope())

    assert (sent.status, sent.body) == (307, b"")
    assert sent.raw_headers == [(b"content-length", b"0"), (b"location", b"/there")]


def test_accepts_a_url_object() -> None:
    assert RedirectResponse(URL("http://example.org/a?b=c")).headers["location"] == "http://example.org/a?b=c"


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("/with space", "/with%20space"),
        ("/käse", "/k%C3%A4se"),
        ("/already%20quoted", "/already%20quoted"),
        ("http://[::1]:80/a;b,c?d=e&f=g+h#i!j$k'l(m)*n@o", "http://[::1]:80/a;b,c?d=e&f=g+h#i!j$k'l(m)*n@o"),
        ("/a\r\nx-one: 1", "/a%0D%0Ax-one:%201"),
    ],
)
def test_encodes_what_a_url_cannot_hold(url: str, location: str) -> None:
    assert RedirectResponse(url).headers["location"] == location


def test_takes_status_headers_and_background() -> None:
    background = BackgroundTask(int)

    response = RedirectResponse("/", 303, {"x-one": "1"}, background)

    assert response.status_code == 303
    assert response.headers["x-one"] == "1"
    assert response.background is background
