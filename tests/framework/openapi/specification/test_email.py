import logging

import pytest
from pydantic import EmailStr as CheckedEmail
from pydantic import TypeAdapter, ValidationError

from fireweed.openapi.specification.email import UncheckedEmail, choose_email_type


def test_addresses_are_checked_where_they_can_be() -> None:
    assert choose_email_type("pydantic") is CheckedEmail


def test_addresses_are_text_otherwise_and_a_warning_says_so(caplog: pytest.LogCaptureFixture) -> None:
    adapter = TypeAdapter[str](choose_email_type("no_such_package_anywhere"))

    with caplog.at_level(logging.WARNING, "fireweed"):
        assert adapter.validate_python("nobody") == "nobody"

    assert caplog.messages == ["email-validator not installed, email fields will be treated as str."]


def test_unchecked_addresses_are_text_all_the_same() -> None:
    with pytest.raises(ValidationError, match="valid string"):
        TypeAdapter(UncheckedEmail).validate_python(1)
