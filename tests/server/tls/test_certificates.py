"""When changed files of certificates are used."""

import logging
import os
from pathlib import Path

import pytest

from fireweed_server.errors import CertificateError
from fireweed_server.tls.certificates import Certificates
from fireweed_server.tls.contexts import CertificateFiles, TLSOptions
from kit.tls import Authority, Identity


@pytest.fixture(autouse=True)
def every_message(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def load(identity: Identity) -> Certificates:
    return Certificates(TLSOptions(files=(CertificateFiles(certificate=identity.certificate, key=identity.key),)))


def test_files_that_cannot_be_used_are_an_error_at_the_start(authority: Authority) -> None:
    identity = authority.issue("a.example")
    Path(identity.key).unlink()

    with pytest.raises(CertificateError, match="Cannot read"):
        load(identity)


def test_unchanged_files_are_left_alone(authority: Authority, caplog: pytest.LogCaptureFixture) -> None:
    certificates = load(authority.issue("a.example"))

    certificates.check_files()
    certificates.check_files()

    assert caplog.messages == []


def test_changed_files_are_used_when_they_rest(authority: Authority, caplog: pytest.LogCaptureFixture) -> None:
    identity = authority.issue("a.example")
    certificates = load(identity)
    authority.issue("a.example")

    certificates.check_files()
    assert caplog.messages == []
    certificates.check_files()

    assert caplog.messages == [f"Certificates were read anew: {identity.certificate}."]


def test_unusable_files_are_complained_of_once(authority: Authority, caplog: pytest.LogCaptureFixture) -> None:
    identity = authority.issue("a.example")
    certificates = load(identity)
    os.unlink(identity.key)

    for _ in range(4):
        certificates.check_files()

    assert len(caplog.messages) == 1


def test_files_are_used_once_they_are_good_again(authority: Authority, caplog: pytest.LogCaptureFixture) -> None:
    identity = authority.issue("a.example")
    certificates = load(identity)
    os.unlink(identity.key)
    certificates.reload()

    authority.issue("a.example")
    certificates.check_files()
    certificates.check_files()

    assert caplog.messages[1:] == [f"Certificates were read anew: {identity.certificate}."]
