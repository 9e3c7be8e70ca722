from pathlib import Path
from typing import Any

import pytest

from fireweed.config import Config, Environ, EnvironError, environ, parse_env_file
from fireweed.datastructures import CommaSeparatedStrings, Secret


def test_the_environment_comes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("IN_BOTH=file\nIN_FILE=file\n")
    config = Config(tmp_path / ".env", environ={"IN_BOTH": "environment"})

    assert config("IN_BOTH", default="default") == "environment"
    assert config("IN_FILE", default="default") == "file"
    assert config("NOWHERE", default="default") == "default"
    assert config.get("IN_FILE") == "file"


def test_reads_the_environment_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIREWEED_TEST_SETTING", "here")

    assert Config()("FIREWEED_TEST_SETTING") == "here"


def test_a_prefix_comes_before_names() -> None:
    config = Config(environ={"APP_PORT": "1", "PORT": "2"}, env_prefix="APP_")

    assert config("PORT", cast=int) == 1


def test_a_missing_setting_without_default_is_an_error() -> None:
    with pytest.raises(KeyError) as raised:
        Config(environ={}, env_prefix="APP_")("PORT")

    assert raised.value.args == ("Config 'APP_PORT' is missing, and has no default.",)


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("TRUE", True), ("1", True), ("false", False), ("False", False), ("0", False)],
)
def test_reads_booleans(text: str, value: bool) -> None:
    assert Config(environ={"DEBUG": text})("DEBUG", cast=bool) is value


@pytest.mark.parametrize("text", ["", "yes", "on", "2", " true"])
def test_refuses_what_is_no_boolean(text: str) -> None:
    with pytest.raises(ValueError, match=f"Config 'DEBUG' has value '{text}'. Not a valid bool."):
        Config(environ={"DEBUG": text})("DEBUG", cast=bool)


@pytest.mark.parametrize(
    ("cast", "value"),
    [
        pytest.param(None, "8000", id="text"),
        pytest.param(int, 8000, id="int"),
        pytest.param(Path, Path("8000"), id="path"),
        pytest.param(lambda text: list(CommaSeparatedStrings(text)), ["8000"], id="list"),
        pytest.param(lambda text: repr(Secret(text)), "Secret('**********')", id="secret"),
    ],
)
def test_casts_what_is_read(cast: Any, value: Any) -> None:
    assert Config(environ={"PORT": "8000"})("PORT", cast=cast) == value


def test_refuses_what_cannot_be_cast() -> None:
    with pytest.raises(ValueError, match=r"Config 'PORT' has value 'http'. Not a valid int."):
        Config(environ={"PORT": "http"})("PORT", cast=int)


def test_casts_defaults_too_but_for_none() -> None:
    config = Config(environ={})

    assert config("PORT", cast=int, default="8000") == 8000
    assert config("DEBUG", cast=bool, default=True) is True
    assert config("PORT", cast=int, default=None) is None


def test_warns_of_a_missing_file() -> None:
    with pytest.warns(UserWarning, match="Config file 'no/such/file' not found.") as warned:
        Config("no/such/file")

    assert warned[0].filename == __file__


def test_reads_files_in_other_encodings(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("NAME=Müller".encode("cp1252"))

    assert Config(tmp_path / ".env", environ={}, encoding="cp1252")("NAME") == "Müller"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("A=1", {"A": "1"}, id="plain"),
        pytest.param("  A = two words ", {"A": "two words"}, id="blanks"),
        pytest.param("A=", {"A": ""}, id="empty"),
        pytest.param("A=b=c", {"A": "b=c"}, id="second equals sign"),
        pytest.param('A="b # c"', {"A": "b # c"}, id="double quotes"),
        pytest.param("A='b'", {"A": "b"}, id="single quotes"),
        pytest.param("A='\"b\"'", {"A": '"b"'}, id="one pair of quotes only"),
        pytest.param("A=\"b'", {"A": "\"b'"}, id="quotes that do not match"),
        pytest.param('A="', {"A": '"'}, id="one quote"),
        pytest.param("# A=1", {}, id="comment"),
        pytest.param("A=b # c", {"A": "b # c"}, id="no comment behind a value"),
        pytest.param("A", {}, id="no equals sign"),
        pytest.param("", {}, id="nothing"),
        pytest.param("A=1\nA=2", {"A": "2"}, id="twice"),
    ],
)
def test_parses_files(line: str, expected: dict[str, str]) -> None:
    assert parse_env_file(line) == expected


# The environment...


def test_variables_can_be_changed_until_they_are_read() -> None:
    variables = {"A": "1", "B": "2"}
    environment = Environ(variables)

    environment["A"] = "new"
    del environment["B"]

    assert variables == {"A": "new"}
    assert (list(environment), len(environment)) == (["A"], 1)


def test_variables_cannot_be_changed_once_they_were_read() -> None:
    environment = Environ({"A": "1"})
    environment["A"]

    with pytest.raises(EnvironError) as set_raised:
        environment["A"] = "2"
    with pytest.raises(EnvironError) as deleted:
        del environment["A"]

    assert str(set_raised.value) == "Attempting to set environ['A'], but the value has already been read."
    assert str(deleted.value) == "Attempting to delete environ['A'], but the value has already been read."


def test_having_looked_for_a_missing_variable_counts_as_reading() -> None:
    environment = Environ({})
    environment.get("A")

    with pytest.raises(EnvironError):
        environment["A"] = "1"


def test_there_is_one_environment_for_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIREWEED_TEST_SETTING", "here")

    assert environ["FIREWEED_TEST_SETTING"] == "here"
