"""Access tokens: JSON Web Tokens (RFC 7519) that name a user and an end."""

from datetime import UTC, datetime

import jwt

from shop.config import Settings

_ALGORITHM = "HS256"


def create_token(user_id: int, settings: Settings) -> str:
    now = datetime.now(UTC)
    claims = {"sub": str(user_id), "iat": now, "exp": now + settings.token_lifetime}
    return jwt.encode(claims, settings.secret_key.get_secret_value(), _ALGORITHM)


def find_user_id(token: str, settings: Settings) -> int | None:
    """Read the user's id, or None when the token was not signed by us, was changed, or has ended."""
    try:
        claims = jwt.decode(
            token,
            settings.secret_key.get_secret_value(),
            [_ALGORITHM],
            options={"require": ["sub", "exp"]},
        )
    except jwt.InvalidTokenError:
        return None
    return int(claims["sub"])
