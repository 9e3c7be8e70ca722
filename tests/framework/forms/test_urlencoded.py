import pytest

from fireweed.forms.errors import MultiPartException
from fireweed.forms.limits import FormLimits
from fireweed.forms.urlencoded import Pairs, UrlencodedDecoder

TWO_FIELDS = FormLimits(max_fields=2)
TWO_KIB = FormLimits(max_part_size=2048)


def decode(*chunks: bytes, limits: FormLimits | None = None) -> Pairs:
    decoder = UrlencodedDecoder(limits or FormLimits())
    pairs = [pair for chunk in chunks for pair in decoder.feed(chunk)]
    return pairs + decoder.finish()


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        (b"", []),
        (b"a=1", [("a", "1")]),
        (b"a=1&b=&c&=d&a=2", [("a", "1"), ("b", ""), ("c", ""), ("", "d"), ("a", "2")]),
        (b"a=hello+world%21&n%20m=%C3%A9", [("a", "hello world!"), ("n m", "é")]),
        (b"&&a==1&;b=2&&", [("a", "=1"), (";b", "2")]),
        (b"a=%zz&b=%f", [("a", "%zz"), ("b", "%f")]),
        (b"a=%FF&b=\xff", [("a", "�"), ("b", "�")]),
        ("ä=ö".encode(), [("ä", "ö")]),
    ],
    ids=repr,
)
def test_decodes_names_and_values(body: bytes, pairs: Pairs) -> None:
    assert decode(body) == pairs


def test_gives_a_pair_as_soon_as_it_is_complete() -> None:
    decoder = UrlencodedDecoder(FormLimits())

    assert decoder.feed(b"a=1&b=") == [("a", "1")]
    assert decoder.feed(b"2") == []
    assert decoder.feed(b"3&") == [("b", "23")]
    assert decoder.finish() == []


@pytest.mark.parametrize("body", [b"a=1&b=2", b"&a=1&&b=2&", b""], ids=repr)
def test_allows_as_many_fields_as_the_limit_says(body: bytes) -> None:
    assert decode(body, limits=TWO_FIELDS) == [("a", "1"), ("b", "2")][: body.count(b"=")]


@pytest.mark.parametrize("chunks", [[b"a=1&b=2&c"], [b"a=1&b=2&", b"c"], [b"a&b&c&"]], ids=repr)
def test_rejects_more_fields(chunks: list[bytes]) -> None:
    with pytest.raises(MultiPartException, match=r"^Too many fields\. Maximum number of fields is 2\.$"):
        decode(*chunks, limits=TWO_FIELDS)


def test_rejects_any_field_where_none_is_allowed() -> None:
    with pytest.raises(MultiPartException, match=r"^Too many fields\. Maximum number of fields is 0\.$"):
        decode(b"a", limits=FormLimits(max_fields=0))


@pytest.mark.parametrize(
    "body", [b"a=" + b"x" * 2047, b"x" * 2048, b"x" * 2048 + b"=", b"a=1&b=" + b"x" * 2047], ids=lambda body: body[:5]
)
def test_allows_fields_as_large_as_the_limit_says(body: bytes) -> None:
    assert decode(body, limits=TWO_KIB)


@pytest.mark.parametrize(
    "body",
    [b"a=" + b"x" * 2048, b"x" * 2049, b"a=" + b"%41" * 700, b"a=" + b"x" * 2048 + b"&b=1", b"b=1&a=" + b"x" * 2048],
    ids=lambda body: body[:5],
)
def test_rejects_larger_fields_as_they_are_encoded(body: bytes) -> None:
    with pytest.raises(MultiPartException, match=r"^Field exceeded maximum size of 2KB\.$"):
        decode(body, limits=TWO_KIB)


def test_rejects_an_endless_field_before_its_end() -> None:
    decoder = UrlencodedDecoder(TWO_KIB)
    decoder.feed(b"a=" + b"x" * 2000)

    with pytest.raises(MultiPartException, match="Field exceeded"):
        decoder.feed(b"x" * 1000)


def test_rejects_an_endless_form_before_its_end() -> None:
    decoder = UrlencodedDecoder(TWO_FIELDS)

    with pytest.raises(MultiPartException, match="Too many fields"):
        decoder.feed(b"a&" * 100_000)


def test_empty_fields_cost_nothing() -> None:
    decoder = UrlencodedDecoder(TWO_FIELDS)

    for _ in range(100):
        assert decoder.feed(b"&" * 1000) == []

    assert decoder.feed(b"a=1") + decoder.finish() == [("a", "1")]
