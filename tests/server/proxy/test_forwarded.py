"""The grammar of the Forwarded field (RFC 7239 §4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireweed_server.errors import ProtocolError
from fireweed_server.proxy.forwarded import parse_forwarded


@pytest.mark.parametrize(
    ("value", "elements"),
    [
        pytest.param("for=192.0.2.60;proto=http;by=203.0.113.43", [
            {"for": "192.0.2.60", "proto": "http", "by": "203.0.113.43"}], id="one"),
        pytest.param("for=192.0.2.43, for=198.51.100.17", [{"for": "192.0.2.43"}, {"for": "198.51.100.17"}], id="two"),
        pytest.param('For="[2001:db8:cafe::17]:4711"', [{"for": "[2001:db8:cafe::17]:4711"}], id="quoted"),
        pytest.param(r'for="a\"b\\c"', [{"for": r'a"b\c'}], id="escaped"),
        pytest.param('for="a,b;c=d"', [{"for": "a,b;c=d"}], id="separators-in-quotes"),
        pytest.param("for=_SEVKISEK;FOO=bar", [{"for": "_SEVKISEK", "foo": "bar"}], id="further-parameters"),
        pytest.param("for=a ; proto=http\t,for=b", [{"for": "a", "proto": "http"}, {"for": "b"}], id="white-space"),
        pytest.param(",, for=a,, ;for=b;", [{"for": "a"}, {"for": "b"}], id="empty-elements"),
        pytest.param('for=""', [{"for": ""}], id="empty-value"),
        pytest.param("", [], id="nothing"),
    ],
)  # fmt: skip
def test_reads_elements(value: str, elements: list[dict[str, str]]) -> None:
    assert parse_forwarded(value) == elements


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("for", id="no-value"),
        pytest.param("for=", id="empty-token"),
        pytest.param('for="a', id="open-quote"),
        pytest.param('for=", for=198.51.100.17', id="quote-opened-by-a-client"),
        pytest.param('for="a"b', id="text-after-quote"),
        pytest.param("for=a b", id="space-in-token"),
        pytest.param("for = a", id="space-around-equals"),
        pytest.param("for=[::1]", id="ipv6-without-quotes"),
        pytest.param("for=1.2.3.4:80", id="port-without-quotes"),
        pytest.param("for=a;for=b", id="parameter-twice"),
        pytest.param("for=a;FOR=b", id="parameter-twice-in-other-case"),
        pytest.param('for="a\x01"', id="control-character"),
        pytest.param('for="a\\', id="open-escape"),
    ],
)
def test_refuses_what_is_malformed(value: str) -> None:
    with pytest.raises(ProtocolError, match="the Forwarded header is malformed") as raised:
        parse_forwarded(value)

    assert raised.value.status == 400


@given(st.text(alphabet='for=,;"\\ \t_a1.:[]', max_size=40))
def test_reads_or_refuses_anything(value: str) -> None:
    try:
        elements = parse_forwarded(value)
    except ProtocolError:
        return
    assert all(elements)
