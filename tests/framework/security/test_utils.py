import pytest

from fireweed.security.utils import get_authorization_scheme_param


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (None, ("", "")),
        ("", ("", "")),
        ("Bearer", ("Bearer", "")),
        ("Bearer secret", ("Bearer", "secret")),
        ("Bearer \t a b ", ("Bearer", "a b")),
    ],
)
def test_splits_the_value(value: str | None, parts: tuple[str, str]) -> None:
    assert get_authorization_scheme_param(value) == parts
