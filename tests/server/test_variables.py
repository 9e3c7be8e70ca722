import pytest

from fireweed_server.errors import OptionError
from fireweed_server.variables import check_variables


def test_variables_of_others_are_left_alone() -> None:
    check_variables(["FW_PORT", "FW_SERVICE_HOST", "FW_PORT_80_TCP_ADDR", "FW_SERVICE_PORT", "FW_HOME", "PROT", "PATH"])


@pytest.mark.parametrize(("given", "meant"), [("FW_PROT", "FW_PORT"), ("FW_SSL_KEY_FILE", "FW_SSL_KEYFILE")])
def test_variable_that_resembles_an_option_is_an_error(given: str, meant: str) -> None:
    with pytest.raises(OptionError, match=f"The variable {given} sets no option. Did you mean {meant}?"):
        check_variables([given])
