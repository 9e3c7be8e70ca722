"""The certificates in use: chosen by the name a client asks for, replaced when their files change.

Theory of operation. Connections are accepted with one context that never changes, so sessions and settings last. Its
callback for the server name, which OpenSSL calls in every handshake, puts the context of a certificate in its place.
New files become new contexts beside the old ones, and only when all of them are good do handshakes see them.
"""

import logging
import os
import ssl
from collections.abc import Mapping, Sequence
from typing import Final

from fireweed_server.errors import CertificateError
from fireweed_server.tls.contexts import (
    CertificateContext,
    TLSOptions,
    build_certificate_context,
    build_front_context,
)

logger = logging.getLogger("fireweed.server")

_Stamps = tuple[tuple[int, int, int] | None, ...]


class Certificates:
    """What serves TLS. Making one reads the files and raises CertificateError if one of them cannot be used.

    `context` is what to accept connections with.
    """

    def __init__(self, options: TLSOptions) -> None:
        self._options = options
        self._seen = self._loaded = self._read_stamps()
        self._contexts = _build_contexts(options)
        self._by_name = _index_names(self._contexts)
        self.context: Final = build_front_context(options)
        self.context.sni_callback = self._choose

    def check_files(self) -> None:
        """Use the files from now on if they have changed; to be called about once a second.

        They are read when they have stayed the same for one call, for a certificate and its key are not written at the
        same time. If they cannot be used, that is logged, once, and the old ones are kept.
        """
        stamps = self._read_stamps()
        is_steady, self._seen = stamps == self._seen, stamps
        if is_steady and stamps != self._loaded:
            self.reload()

    def reload(self) -> None:
        """Read the files now. If they cannot be used, that is logged and the old ones are kept."""
        self._loaded = self._seen = self._read_stamps()
        try:
            contexts = _build_contexts(self._options)
        except CertificateError as error:
            logger.error("The certificates stay as they were: %s", error)
            return
        self._contexts, self._by_name = contexts, _index_names(contexts)
        logger.info("Certificates were read anew: %s.", ", ".join(pair.certificate for pair in self._options.files))

    def _choose(self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, front: ssl.SSLContext) -> None:
        # OpenSSL turns an exception in here into a failed handshake and prints it, so nothing in here may raise.
        chosen = self._contexts[0]
        if name is not None:
            name = name.lower()
            wildcard = "*." + name.partition(".")[2]
            chosen = self._by_name.get(name) or self._by_name.get(wildcard) or chosen
        connection.context = chosen

    def _read_stamps(self) -> _Stamps:
        return tuple(_read_stamp(path) for path in self._options.paths)


def _build_contexts(options: TLSOptions) -> tuple[CertificateContext, ...]:
    return tuple(build_certificate_context(files, options) for files in options.files)


def _index_names(contexts: Sequence[CertificateContext]) -> Mapping[str, CertificateContext]:
    # The first certificate for a name wins, so it is entered last.
    return {name: context for context in reversed(contexts) for name in context.dns_names}


def _read_stamp(path: str) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
