"""What the environment decides: `BOARD_SECRET_KEY`, `BOARD_PASSWORD` and `BOARD_MAX_UPLOAD`."""

from dataclasses import dataclass

from fireweed.config import Config
from fireweed.datastructures import Secret

MAX_UPLOAD = 5_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """`secret_key` signs the sessions, `password` lets members in; `max_upload` is in bytes."""

    secret_key: Secret
    password: Secret
    max_upload: int = MAX_UPLOAD


def read_settings() -> Settings:
    """Raises KeyError when a variable without a default is missing."""
    config = Config(env_prefix="BOARD_")
    return Settings(
        secret_key=config("SECRET_KEY", cast=Secret),
        password=config("PASSWORD", cast=Secret),
        max_upload=config("MAX_UPLOAD", cast=int, default=MAX_UPLOAD),
    )
