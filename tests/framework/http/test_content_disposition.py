import pytest

from fireweed.http.content_disposition import format_content_disposition


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        pytest.param("report.pdf", 'attachment; filename="report.pdf"', id="plain"),
        pytest.param("a b.txt", "attachment; filename*=utf-8''a%20b.txt", id="space"),
        pytest.param("é中.txt", "attachment; filename*=utf-8''%C3%A9%E4%B8%AD.txt", id="beyond ASCII"),
        pytest.param('a"b\\;.txt', "attachment; filename*=utf-8''a%22b%5C%3B.txt", id="quotes"),
        pytest.param("a\r\nset-cookie: x", "attachment; filename*=utf-8''a%0D%0Aset-cookie%3A%20x", id="line break"),
        pytest.param("", 'attachment; filename=""', id="empty"),
    ],
)
def test_keeps_a_name_in_its_place(filename: str, expected: str) -> None:
    assert format_content_disposition("attachment", filename) == expected


def test_says_what_to_do_with_it() -> None:
    assert format_content_disposition("inline", "a.png") == 'inline; filename="a.png"'
