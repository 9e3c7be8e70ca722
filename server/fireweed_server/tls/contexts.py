"""SSL contexts made from certificate files, with errors that name the file and the remedy."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fireweed_server.errors import CertificateError
from fireweed_server.tls.pem import find_certificate, find_dns_names

_VERIFY_MODES: Final = {"none": ssl.CERT_NONE, "optional": ssl.CERT_OPTIONAL, "required": ssl.CERT_REQUIRED}


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFiles:
    """A certificate, with the intermediate ones after it, and its private key, which may be in the same file."""

    certificate: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TLSOptions:
    """What is asked of TLS. The first of `files` is for clients that name no host, or one that no certificate has."""

    files: tuple[CertificateFiles, ...]
    password: str | None = None
    client_authorities: str | None = None
    client_certificates: str = "none"
    ciphers: str | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file that something is read from."""
        authorities = () if self.client_authorities is None else (self.client_authorities,)
        return tuple(path for pair in self.files for path in (pair.certificate, pair.key)) + authorities


class CertificateContext(ssl.SSLContext):
    """The context of one certificate: its PEM and the host names it is for."""

    certificate: str
    dns_names: frozenset[str]


def build_front_context(options: TLSOptions) -> ssl.SSLContext:
    """A context of the options without a certificate. Raises CertificateError.

    TLS 1.2 or later, and what is said by ALPN is HTTP/1.1.
    """
    return _configure(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), options)


def build_certificate_context(files: CertificateFiles, options: TLSOptions) -> CertificateContext:
    """The same with a certificate. Raises CertificateError if the files cannot be used."""
    certificate = find_certificate(_read(files.certificate, "certificate"))
    if certificate is None:
        raise CertificateError(
            f"{files.certificate!r} holds no certificate in PEM form (BEGIN CERTIFICATE). "
            "Check option 'ssl_certfile', or convert it: openssl x509 -inform der."
        )
    if "PRIVATE KEY-----" not in _read(files.key, "private key"):
        raise CertificateError(f"{files.key!r} holds no private key in PEM form. Give its file with 'ssl_keyfile'.")
    context = CertificateContext(ssl.PROTOCOL_TLS_SERVER)
    _load_certificate(context, files, options.password)
    context.certificate = certificate
    context.dns_names = _find_names(certificate, files)
    _configure(context, options)
    return context


def _configure(context: ssl.SSLContext, options: TLSOptions) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    if options.ciphers is not None:
        try:
            context.set_ciphers(options.ciphers)
        except ssl.SSLError as error:
            raise CertificateError(
                f"Option 'ssl_ciphers' is {options.ciphers!r}, which selects none. Try `openssl ciphers -v`."
            ) from error
    context.verify_mode = _VERIFY_MODES[options.client_certificates]
    if options.client_authorities is not None:
        _load_authorities(context, options.client_authorities)
        # A resumed session would outlive the authorities that its certificate was checked against.
        context.options |= ssl.OP_NO_TICKET
        context.num_tickets = 0
    return context


def _find_names(certificate: str, files: CertificateFiles) -> frozenset[str]:
    try:
        return find_dns_names(certificate)
    except ValueError as error:
        raise CertificateError(f"The names in the certificate {files.certificate!r} cannot be read: {error}") from error


def _load_certificate(context: ssl.SSLContext, files: CertificateFiles, password: str | None) -> None:
    is_encrypted = False

    def answer() -> str:
        # Without this, OpenSSL would ask on the terminal.
        nonlocal is_encrypted
        is_encrypted = True
        return password or ""

    try:
        context.load_cert_chain(files.certificate, files.key, answer)
    except (OSError, ValueError) as error:
        raise CertificateError(_describe(error, files, password, is_encrypted=is_encrypted)) from error


def _describe(error: Exception, files: CertificateFiles, password: str | None, *, is_encrypted: bool) -> str:
    reason = getattr(error, "reason", None)
    if reason == "KEY_VALUES_MISMATCH":
        return (
            f"The private key in {files.key!r} is not that of the certificate in {files.certificate!r}. "
            "Give the two that belong together; of a chain, the server's own certificate comes first."
        )
    if is_encrypted and not password:
        return f"The private key in {files.key!r} is encrypted. Give its password with 'ssl_keyfile_password'."
    if is_encrypted:
        return f"The password is not that of the private key in {files.key!r}. Check 'ssl_keyfile_password'."
    what = f"{files.certificate!r} and {files.key!r}" if files.key != files.certificate else f"{files.key!r}"
    return f"OpenSSL cannot use {what}: {reason or error}. Check that the files are whole."


def _load_authorities(context: ssl.SSLContext, path: str) -> None:
    if find_certificate(_read(path, "authorities")) is None:
        raise CertificateError(f"{path!r} holds no certificate in PEM form. Check option 'ssl_ca_certs'.")
    try:
        context.load_verify_locations(path)
    except ssl.SSLError as error:
        raise CertificateError(f"OpenSSL cannot use {path!r}: {error.reason}. Check option 'ssl_ca_certs'.") from error


def _read(path: str, what: str) -> str:
    try:
        return Path(path).read_text(encoding="latin-1")
    except OSError as error:
        raise CertificateError(
            f"Cannot read the {what} file {path!r}: {error.strerror}. Check the path and who may read it."
        ) from error
