"""The form in which clients of OAuth2 send a name and a password for a token (RFC 6749 §4.3.2)."""

from typing import Annotated

from fireweed.params import Form

GrantType = Annotated[str, Form(pattern="^password$")]
Text = Annotated[str, Form()]
OptionalText = Annotated[str | None, Form()]
Secret = Annotated[str, Form(json_schema_extra={"format": "password"})]
OptionalSecret = Annotated[str | None, Form(json_schema_extra={"format": "password"})]


class OAuth2PasswordRequestForm:
    """The form, for `Depends()`; it may come without `grant_type`. `scopes` are those of `scope`, as a list."""

    def __init__(
        self,
        *,
        grant_type: Annotated[str | None, Form(pattern="^password$")] = None,
        username: Text,
        password: Secret,
        scope: Text = "",
        client_id: OptionalText = None,
        client_secret: OptionalSecret = None,
    ) -> None:
        self.grant_type = grant_type
        self.username = username
        self.password = password
        self.scopes = scope.split()
        self.client_id = client_id
        self.client_secret = client_secret


class OAuth2PasswordRequestFormStrict(OAuth2PasswordRequestForm):
    """The form with the `grant_type` that the specification demands."""

    def __init__(
        self,
        grant_type: GrantType,
        username: Text,
        password: Text,
        scope: Text = "",
        client_id: OptionalText = None,
        client_secret: OptionalText = None,
    ) -> None:
        super().__init__(
            grant_type=grant_type,
            username=username,
            password=password,
            scope=scope,
            client_id=client_id,
            client_secret=client_secret,
        )
