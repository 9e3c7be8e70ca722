from fireweed.http.secret import Secret


def test_shows_itself_only_when_asked() -> None:
    secret = Secret("swordfish")

    assert repr(secret) == "Secret('**********')"
    assert f"{secret!r}" == "Secret('**********')"
    assert str(secret) == "swordfish"


def test_is_true_when_not_empty() -> None:
    assert Secret("x")
    assert not Secret("")
