"""Settings from the environment and a file, routers, cross-origin requests, behind a factory."""

from enum import Enum
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, status
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel, EmailStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    app_name: str = "Service"
    origins: list[str] = ["https://app.example"]

    model_config = SettingsConfigDict(env_file=".env", env_prefix="SERVICE_")


reads: list[Settings] = []


@lru_cache
def get_settings() -> Settings:
    reads.append(Settings())
    return reads[-1]


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


class UserService:
    def __init__(self) -> None:
        self.registered: dict[str, User] = {}

    def register(self, user: User) -> User:
        if user.email in self.registered:
            raise HTTPException(status.HTTP_400_BAD_REQUEST, "Email already registered")
        return self.registered.setdefault(user.email, user)


@lru_cache
def get_user_service() -> UserService:
    return UserService()


users = APIRouter(prefix="/users", tags=["users"])
about = APIRouter(prefix="/about", tags=["about"])
health = APIRouter(prefix="/health", tags=["health"])


@users.post("", status_code=201)
async def register(user: User, service: Annotated[UserService, Depends(get_user_service)]) -> User:
    return service.register(user)


@users.get("")
async def read_users(
    service: Annotated[UserService, Depends(get_user_service)], role: Role | None = None
) -> list[User]:
    return [user for user in service.registered.values() if role in (None, user.role)]


@about.get("")
async def tell(settings: Annotated[Settings, Depends(get_settings)]):
    return {"name": settings.app_name, "reads": len(reads)}


@health.get("")
async def check():
    return {"status": "ok"}


def create_app() -> FastAPI:
    settings = get_settings()
    app = FastAPI(title=settings.app_name, docs_url="/api/docs", redoc_url=None, openapi_url="/api/openapi.json")
    app.add_middleware(
        CORSMiddleware, allow_origins=settings.origins, allow_credentials=True, allow_methods=["*"], allow_headers=["*"]
    )
    for router in (users, about, health):
        app.include_router(router, prefix="/api")
    return app
