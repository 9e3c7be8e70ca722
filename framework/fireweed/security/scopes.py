"""What a dependency is told of the OAuth2 scopes that are asked for."""


class SecurityScopes:
    """The OAuth2 scopes that the dependants of a dependency ask for, the outermost first.

    `scope_str` has them in one string, separated by spaces, as challenges do (RFC 6750 §3).
    """

    def __init__(self, scopes: list[str] | None = None) -> None:
        self.scopes: list[str] = scopes or []
        self.scope_str = " ".join(self.scopes)
