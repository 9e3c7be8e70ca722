"""The table of options, and what each of them accepts."""

import re

import pytest

from fireweed_server.errors import OptionError
from fireweed_server.options import OPTIONS, Option, get_option

each_option = pytest.mark.parametrize("option", OPTIONS.values(), ids=list(OPTIONS))


def test_names_the_closest_option_for_an_unknown_one() -> None:
    with pytest.raises(OptionError, match=r"no option 'prot'. Did you mean 'port'"):
        get_option("prot")


def test_lists_the_options_when_none_is_close() -> None:
    with pytest.raises(OptionError, match="There are access_log, access_log_format, "):
        get_option("xyzzy")


@each_option
def test_every_option_accepts_its_default(option: Option) -> None:
    option.check(option.default)


@each_option
def test_every_option_explains_itself_in_a_sentence(option: Option) -> None:
    assert re.fullmatch(r"[A-Z].*\.", option.help)


@each_option
def test_every_option_has_an_environment_variable(option: Option) -> None:
    assert option.environment[0] == f"FW_{option.name.upper()}"


def test_port_follows_the_variable_that_platforms_set() -> None:
    assert OPTIONS["port"].environment == ("FW_PORT", "PORT")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        pytest.param("port", "80", "it must be a whole number", id="text-for-a-number"),
        pytest.param("port", True, "it must be a whole number", id="bool-for-a-number"),
        pytest.param("port", 65536, "it must be from 0 to 65535", id="above-the-range"),
        pytest.param("port", None, "it must be a whole number", id="none-where-a-value-is-needed"),
        pytest.param("max_headers", 0, "it must be 1 or more", id="below-the-range"),
        pytest.param("keep_alive_timeout", float("nan"), "it must be 0 or more", id="not-a-number"),
        pytest.param("access_log", 1, "it must be True or False", id="number-for-a-switch"),
        pytest.param("lifespan", "maybe", "it must be one of auto, on, off", id="unknown-choice"),
        pytest.param("lifespan", ["auto"], "it must be one of auto, on, off", id="unhashable-choice"),
        pytest.param("host", b"::", "it must be text", id="bytes-for-text"),
        pytest.param("workers", "many", "it must be 'auto' or a whole number", id="unknown-word-for-a-number"),
        pytest.param("workers", 0, "it must be 1 or more", id="number-beside-words-out-of-range"),
        pytest.param("reload_dir", ("src", 1), "it must be text, or a list of such", id="other-value-in-a-list"),
    ],
)
def test_rejects_a_value_it_does_not_take(name: str, value: object, reason: str) -> None:
    with pytest.raises(OptionError) as raised:
        OPTIONS[name].check(value)

    assert str(raised.value) == f"Option {name!r} is {value!r}; {reason}."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("keep_alive_timeout", 5, id="whole-number-of-seconds"),
        pytest.param("uds", None, id="none-for-an-optional-one"),
        pytest.param("workers", "auto", id="word-for-a-number"),
        pytest.param("reload_dir", ("src", "tests"), id="several-values"),
        pytest.param("port", 65535, id="end-of-the-range"),
        pytest.param("loop", "uvloop", id="choice"),
    ],
)
def test_accepts_a_value_it_takes(name: str, value: object) -> None:
    OPTIONS[name].check(value)


@pytest.mark.parametrize("value", ["src", ["src"], ("src",)], ids=["one", "list", "tuple"])
def test_repeatable_option_takes_one_value_or_several(value: object) -> None:
    assert OPTIONS["reload_dir"].normalise(value) == ("src",)
