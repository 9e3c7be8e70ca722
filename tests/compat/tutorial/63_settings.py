"""Settings read once, behind a dependency."""

from functools import lru_cache
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    app_name: str = "Awesome"
    admin_email: str = "admin@example.com"
    items_per_user: int = 50

    model_config = SettingsConfigDict(env_prefix="tutorial_")


@lru_cache
def get_settings():
    return Settings()


app = FastAPI()


@app.get("/info")
async def info(settings: Annotated[Settings, Depends(get_settings)]):
    return settings
