"""Contexts from files, and what is said of files that do not work."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fireweed_server.errors import CertificateError
from fireweed_server.tls.contexts import (
    CertificateFiles,
    TLSOptions,
    build_certificate_context,
    build_front_context,
)
from kit.tls import Authority, Identity

PASSWORD = "open sesame"


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    return Authority(tmp_path).issue("a.example")


def build(identity: Identity, **options: str) -> None:
    files = CertificateFiles(certificate=identity.certificate, key=identity.key)
    build_certificate_context(files, TLSOptions(files=(files,), **options))


def encrypt_key(identity: Identity) -> None:
    """Protect the key by PASSWORD."""
    key = Path(identity.key)
    command = ["openssl", "pkey", "-in", str(key), "-aes256", "-passout", f"pass:{PASSWORD}", "-out", f"{key}.new"]
    subprocess.run(command, check=True)
    Path(f"{key}.new").rename(key)


def test_password_opens_an_encrypted_key(identity: Identity) -> None:
    encrypt_key(identity)

    build(identity, password=PASSWORD)


@pytest.mark.parametrize(
    ("password", "text"),
    [
        pytest.param("", r"server\.key' is encrypted\. Give its password with 'ssl_keyfile_password'", id="absent"),
        pytest.param("wrong", r"The password is not that of the private key in '.*server\.key'", id="wrong"),
    ],
)
def test_password_that_does_not_fit_is_an_error(identity: Identity, password: str, text: str) -> None:
    encrypt_key(identity)

    with pytest.raises(CertificateError, match=text):
        build(identity, password=password)


def remove_certificate(identity: Identity) -> None:
    Path(identity.certificate).unlink()


def remove_key(identity: Identity) -> None:
    Path(identity.key).unlink()


def swap_certificate(identity: Identity) -> None:
    Path(identity.certificate).write_bytes(Path(identity.key).read_bytes())


def swap_key(identity: Identity) -> None:
    Path(identity.key).write_bytes(Path(identity.certificate).read_bytes())


def change_key(identity: Identity) -> None:
    directory = Path(identity.key).parent / "other"
    directory.mkdir()
    Path(identity.key).write_text(Path(Authority(directory).issue("a.example").key).read_text())


def cut_certificate(identity: Identity) -> None:
    text = Path(identity.certificate).read_text()
    Path(identity.certificate).write_text(re.sub(r"\n.*\n.*\n(-+END)", r"\n\1", text, count=1))


@pytest.mark.parametrize(
    ("spoil", "text"),
    [
        pytest.param(
            remove_certificate,
            r"Cannot read the certificate file '.*server\.pem': No such file or directory\. Check the path",
            id="no-certificate-file",
        ),
        pytest.param(
            remove_key, r"Cannot read the private key file '.*server\.key': No such file", id="no-private-key-file"
        ),
        pytest.param(swap_certificate, r"server\.pem' holds no certificate in PEM form", id="no-certificate"),
        pytest.param(swap_key, r"server\.key' holds no private key in PEM form", id="no-private-key"),
        pytest.param(
            change_key,
            r"private key in '.*server\.key' is not that of the certificate in '.*server\.pem'",
            id="mismatch",
        ),
        pytest.param(cut_certificate, r"OpenSSL cannot use '.*server\.pem' and '.*server\.key'", id="cut"),
    ],
)
def test_file_that_cannot_be_used_is_named(identity: Identity, spoil: Callable[[Identity], None], text: str) -> None:
    spoil(identity)

    with pytest.raises(CertificateError, match=text):
        build(identity)


def test_unknown_ciphers_are_an_error() -> None:
    with pytest.raises(CertificateError, match="Option 'ssl_ciphers' is 'NONSENSE', which selects none"):
        build_front_context(TLSOptions(files=(), ciphers="NONSENSE"))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(None, "Cannot read the authorities file", id="absent"),
        pytest.param("nothing", "holds no certificate in PEM form. Check option 'ssl_ca_certs'", id="no-certificate"),
        pytest.param(
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "OpenSSL cannot use .*authorities",
            id="broken",
        ),
    ],
)
def test_authorities_that_cannot_be_used_are_named(tmp_path: Path, content: str | None, text: str) -> None:
    path = tmp_path / "authorities.pem"
    if content is not None:
        path.write_text(content)

    with pytest.raises(CertificateError, match=text):
        build_front_context(TLSOptions(files=(), client_authorities=str(path), client_certificates="required"))
