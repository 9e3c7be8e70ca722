"""Settings, routers, cross-origin requests, behind a factory."""

from enum import Enum
from functools import lru_cache

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel, EmailStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    app_name: str = "Service"
    origins: list[str] = ["https://app.example"]

    model_config = SettingsConfigDict(env_file=".env", env_prefix="SERVICE_")


@lru_cache
def get_settings() -> Settings:
    return Settings()


class Role(str, Enum):
    admin = "admin"
    reader = "reader"


class User(BaseModel):
    name: str
    email: EmailStr
    role: Role = Role.reader

    @field_validator("name")
    @classmethod
    def check_name(cls, value: str) -> str:
        if not value.isalnum():
            raise ValueError("Name must be alphanumeric")
        return value.lower()


users = APIRouter(prefix="/users", tags=["users"])
about = APIRouter(prefix="/about", tags=["about"])
health = APIRouter(prefix="/health", tags=["health"])
registered: dict[str, User] = {}


@users.post("", status_code=201)
async def register(user: User) -> User:
    if user.email in registered:
        raise HTTPException(400, "Email already registered")
    registered[user.email] = user
    return user


@about.get("")
async def tell(settings: Settings = Depends(get_settings)):
    return {"name": settings.app_name}


@health.get("")
async def check():
    return {"status": "ok"}


def create_app() -> FastAPI:
    settings = get_settings()
    app = FastAPI(title=settings.app_name, docs_url="/api/docs", openapi_url="/api/openapi.json")
    app.add_middleware(CORSMiddleware, allow_origins=settings.origins, allow_methods=["*"])
    for router in (users, about, health):
        app.include_router(router, prefix="/api")
    return app
