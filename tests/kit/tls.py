"""Certificates for tests, made on the spot, and the two ends of TLS that tests need."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme


@dataclass(frozen=True, slots=True)
class Identity:
    """The files of a certificate and its key."""

    certificate: str
    key: str


class Authority:
    """A certificate authority that writes what it issues to `directory`."""

    def __init__(self, directory: Path, name: str = "authority") -> None:
        self._authority = trustme.CA(organization_name=name)
        self._directory = directory
        self.file = str(directory / f"{name}.pem")
        self._authority.cert_pem.write_to_path(self.file)

    def issue(self, *names: str, file: str = "server", common_name: str | None = None) -> Identity:
        """A certificate for host names, in FILE.pem and FILE.key; what was there is replaced, each file at once."""
        certificate = self._authority.issue_cert(*names, common_name=common_name)
        identity = Identity(str(self._directory / f"{file}.pem"), str(self._directory / f"{file}.key"))
        _replace(identity.key, certificate.private_key_pem.bytes())
        _replace(identity.certificate, b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
        return identity

    def client_context(self, identity: Identity | None = None) -> ssl.SSLContext:
        """A client that trusts this authority and shows `identity` if it is asked to."""
        context = ssl.create_default_context(cafile=self.file)
        if identity is not None:
            context.load_cert_chain(identity.certificate, identity.key)
        return context


class FakeSSLObject:
    """The encryption of a connection as `asyncio` tells of it, without any."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    def cipher(self) -> tuple[str, str, int]:
        return "TLS_AES_256_GCM_SHA384", "TLSv1.3", 256

    def version(self) -> str:
        return "TLSv1.3"

    def getpeercert(self) -> dict[str, Any] | None:
        return None


def _replace(path: str, content: bytes) -> None:
    new = Path(f"{path}.new")
    new.write_bytes(content)
    new.rename(path)
