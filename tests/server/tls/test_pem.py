"""Certificates as data."""

import ssl
from pathlib import Path

import pytest

from fireweed_server.tls.pem import Name, find_certificate, find_dns_names, format_name
from kit.tls import Authority


def issue(directory: Path, *names: str) -> str:
    return Path(Authority(directory).issue(*names).certificate).read_text()


def test_finds_the_first_certificate_of_a_file() -> None:
    first = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

    assert find_certificate(f"subject=CN = a\n{first}{first.replace('A', 'B')}") == first


def test_finds_no_certificate_in_other_text() -> None:
    assert find_certificate("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n") is None


def test_finds_the_host_names(tmp_path: Path) -> None:
    certificate = issue(tmp_path, "a.example", "*.B.example", "127.0.0.1", "me@mail.example")

    assert find_dns_names(certificate) == {"a.example", "*.b.example"}


def test_finds_many_host_names(tmp_path: Path) -> None:
    names = [f"{i}.example" for i in range(300)]

    assert find_dns_names(issue(tmp_path, *names)) == set(names)


def test_certificate_of_no_host_has_no_names(tmp_path: Path) -> None:
    assert find_dns_names(issue(tmp_path, "127.0.0.1")) == frozenset()


@pytest.mark.parametrize("size", [0, 1, 2, 3, 40])
def test_cut_certificate_is_an_error(tmp_path: Path, size: int) -> None:
    whole = ssl.PEM_cert_to_DER_cert(issue(tmp_path, "a.example"))

    with pytest.raises(ValueError, match=r"cut short|not encoded|unpack"):
        find_dns_names(ssl.DER_cert_to_PEM_cert(whole[:size]))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(
            ((("countryName", "GB"),), (("organizationName", "Acme"),), (("commonName", "a.example"),)),
            "CN=a.example,O=Acme,C=GB",
            id="most-specific-first",
        ),
        pytest.param(
            ((("organizationalUnitName", "Sales"), ("commonName", "J. Smith")),),
            "OU=Sales+CN=J. Smith",
            id="several-attributes-in-one-part",
        ),
        pytest.param(((("emailAddress", "a@b"),),), "emailAddress=a@b", id="unknown-attribute"),
        pytest.param(((("commonName", 'a,b+c"d\\e<f>g;h=i'),),), 'CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\=i', id="special"),
        pytest.param(((("commonName", "#a "),),), "CN=\\#a\\ ", id="ends"),
        pytest.param(((("commonName", " "),),), "CN=\\ ", id="space"),
        pytest.param(((("commonName", "a\x00b"),),), "CN=a\\00b", id="nul"),
        pytest.param(((("commonName", "Lučić"),),), "CN=Lučić", id="non-ascii"),
        pytest.param((), "", id="empty"),
    ],
)
def test_formats_names_as_rfc_4514_says(name: Name, text: str) -> None:
    assert format_name(name) == text
