import pytest

from fireweed.http.headers import Headers
from fireweed.responses.conditional import NotModifiedResponse, is_not_modified
from kit.asgi import call, http_scope

DATE = "Tue, 14 Nov 2023 22:13:20 GMT"
LATER = "Wed, 15 Nov 2023 22:13:20 GMT"
EARLIER = "Mon, 13 Nov 2023 22:13:20 GMT"
OURS = Headers({"etag": '"a"', "last-modified": DATE})


async def test_carries_what_a_304_may_carry() -> None:
    kept = {
        "cache-control": "no-cache",
        "content-location": "/x",
        "date": DATE,
        "etag": '"a"',
        "expires": DATE,
        "vary": "accept",
    }
    headers = Headers({**kept, "content-type": "text/plain", "content-length": "5", "last-modified": DATE})

    sent = await call(NotModifiedResponse(headers), http_scope())

    assert sent.status == 304
    assert sent.headers == kept
    assert sent.body == b""


def test_takes_any_mapping() -> None:
    assert NotModifiedResponse({"ETag": '"a"', "X": "y"}).raw_headers == [(b"etag", b'"a"')]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({}, False, id="no condition"),
        pytest.param({"if-none-match": '"a"'}, True, id="same tag"),
        pytest.param({"if-none-match": '"b"'}, False, id="another tag"),
        pytest.param({"if-modified-since": DATE}, True, id="same date"),
        pytest.param({"if-modified-since": EARLIER}, False, id="earlier date"),
        pytest.param({"if-none-match": '"b"', "if-modified-since": LATER}, False, id="tag before date, modified"),
        pytest.param({"if-none-match": '"a"', "if-modified-since": EARLIER}, True, id="tag before date, not modified"),
        pytest.param({"if-none-match": "", "if-modified-since": LATER}, False, id="empty tag before date"),
    ],
)
def test_asks_for_the_tag_before_the_date(asked: dict[str, str], expected: bool) -> None:
    assert is_not_modified(OURS, Headers(asked)) is expected


def test_looks_at_every_header_of_tags() -> None:
    asked = Headers(raw=[(b"if-none-match", b'"b"'), (b"if-none-match", b'"a"')])

    assert is_not_modified(OURS, asked)
