"""The module that programs import `get_authorization_scheme_param` from."""


def get_authorization_scheme_param(authorization_header_value: str | None) -> tuple[str, str]:
    """Split the value of an Authorization field into the scheme and what follows it (RFC 9110 §11.6.2).

    What is not there is "".
    """
    scheme, _, param = (authorization_header_value or "").partition(" ")
    return scheme, param.strip()
