"""Certificates as data: PEM files, the names a certificate is for, and distinguished names as text. Opens nothing."""

import binascii
import re
import ssl
from collections.abc import Iterator, Sequence
from typing import Final

_BLOCK: Final = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)

# The tags of DER that lead to the names (RFC 5280 §4.2.1.6), and the extension's object identifier 2.5.29.17.
_SEQUENCE, _OBJECT_IDENTIFIER, _OCTET_STRING, _DNS_NAME, _EXTENSIONS = 0x30, 0x06, 0x04, 0x82, 0xA3
_SUBJECT_ALT_NAME: Final = bytes((0x55, 0x1D, 0x11))

# RFC 4514 §3; other attributes keep the name that OpenSSL gives them.
_SHORT_NAMES: Final = {
    "commonName": "CN",
    "countryName": "C",
    "domainComponent": "DC",
    "localityName": "L",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "stateOrProvinceName": "ST",
    "streetAddress": "STREET",
    "userId": "UID",
}
_SPECIAL: Final = re.compile(r'[\\,+"<>;=]')

Name = Sequence[Sequence[tuple[str, str]]]
"""A distinguished name as `ssl.SSLSocket.getpeercert` gives it: sets of attributes, the most general first."""


def find_certificate(text: str) -> str | None:
    """The first certificate in the text of a PEM file, which is the server's own; None if there is none."""
    match = _BLOCK.search(text)
    return None if match is None else match[0] + "\n"


def find_dns_names(certificate: str) -> frozenset[str]:
    """The host names that a certificate in PEM is for, in lower case, wildcards (`*.example.com`) as they are.

    Raises ValueError if it is no certificate.
    """
    try:
        (body,) = _find_children(ssl.PEM_cert_to_DER_cert(certificate), _SEQUENCE)
        (signed, *_) = _find_children(body, _SEQUENCE)
        return frozenset(name.decode("ascii").lower() for name in _find_names(signed))
    except (IndexError, binascii.Error) as error:
        raise ValueError("The certificate is not encoded in DER.") from error


def format_name(name: Name) -> str:
    """A distinguished name as text, the most specific part first (RFC 4514 §2)."""
    return ",".join(
        "+".join(f"{_SHORT_NAMES.get(kind, kind)}={_escape(value)}" for kind, value in attributes)
        for attributes in reversed(name)
    )


def _find_names(signed: bytes) -> Iterator[bytes]:
    for wrapped in _find_children(signed, _EXTENSIONS):
        for extensions in _find_children(wrapped, _SEQUENCE):
            for extension in _find_children(extensions, _SEQUENCE):
                if _SUBJECT_ALT_NAME in _find_children(extension, _OBJECT_IDENTIFIER):
                    (value,) = _find_children(extension, _OCTET_STRING)
                    (names,) = _find_children(value, _SEQUENCE)
                    yield from _find_children(names, _DNS_NAME)


def _find_children(data: bytes, tag: int) -> list[bytes]:
    """The contents of those values in `data`, a row of values in DER, that have `tag`."""
    children = []
    position = 0
    while position < len(data):
        kind, size = data[position], data[position + 1]
        position += 2
        if size & 0x80:  # the long form: so many bytes of length follow
            digits = size & 0x7F
            size = int.from_bytes(data[position : position + digits], "big")
            position += digits
        if position + size > len(data):
            raise ValueError("The certificate is cut short.")
        if kind == tag:
            children.append(data[position : position + size])
        position += size
    return children


def _escape(value: str) -> str:
    text = _SPECIAL.sub(r"\\\g<0>", value).replace("\x00", "\\00")
    if text.startswith(("#", " ")):
        text = "\\" + text
    if text.endswith(" ") and len(value) > 1:
        text = text[:-1] + "\\ "
    return text
