"""The configuration, read from environment variables that begin with `SHOP_`."""

from datetime import timedelta

from pydantic import EmailStr, Field, PositiveInt, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What differs from one installation to the next. A missing or wrong value stops the start-up with its name."""

    model_config = SettingsConfigDict(env_prefix="SHOP_")

    database_url: str = "sqlite+aiosqlite:///shop.db"
    secret_key: SecretStr = Field(min_length=32, description="Signs the access tokens; every worker needs the same.")
    token_lifetime_minutes: PositiveInt = 60
    admin_email: EmailStr
    admin_password: SecretStr = Field(min_length=12)

    @property
    def token_lifetime(self) -> timedelta:
        return timedelta(minutes=self.token_lifetime_minutes)
