"""ASGI's `tls` extension: what an application is told of the encryption of its connection and of the client.

https://asgi.readthedocs.io/en/latest/specs/tls.html
"""

import ssl
import sys
from typing import Any, Final

from fireweed_server.tls.contexts import CertificateContext
from fireweed_server.tls.pem import format_name

# The codes of suites by their names in OpenSSL, filled in as contexts are met: listing them takes long.
_cipher_codes: Final[dict[str, int]] = {}

_VERSIONS: Final = {"TLSv1.2": ssl.TLSVersion.TLSv1_2.value, "TLSv1.3": ssl.TLSVersion.TLSv1_3.value}


def build_tls_extension(connection: ssl.SSLObject) -> dict[str, Any]:
    """What `scope["extensions"]["tls"]` says of a connection whose handshake is done.

    Python tells the whole chain of the client from 3.13 on, before that the client's own certificate only.
    """
    context = connection.context
    cipher = connection.cipher()
    client = connection.getpeercert()
    return {
        "server_cert": context.certificate if isinstance(context, CertificateContext) else None,
        "client_cert_chain": _find_chain(connection) if client else [],
        # Checked for OpenSSL does not let a handshake with a bad certificate pass, so there is never an error.
        "client_cert_name": format_name(client["subject"]) if client else None,  # type: ignore[arg-type]
        "client_cert_error": None,
        "tls_version": _VERSIONS.get(connection.version() or ""),
        "cipher_suite": None if cipher is None else _find_cipher_code(context, cipher[0]),
    }


def _find_chain(connection: ssl.SSLObject) -> list[str]:
    if sys.version_info >= (3, 13):
        chain = connection.get_unverified_chain()
    else:
        chain = [connection.getpeercert(binary_form=True)]
    return [ssl.DER_cert_to_PEM_cert(certificate) for certificate in chain if certificate is not None]


def _find_cipher_code(context: ssl.SSLContext, name: str) -> int | None:
    """The 16 bits that stand for a cipher suite in TLS; OpenSSL keeps them in the lower half of its own number."""
    if name not in _cipher_codes:
        _cipher_codes.update((cipher["name"], cipher["id"] & 0xFFFF) for cipher in context.get_ciphers())
    return _cipher_codes.get(name)
