"""No document and no pages, as settings say."""

from fastapi import FastAPI
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    tutorial_openapi_url: str = ""


settings = Settings()
app = FastAPI(openapi_url=settings.tutorial_openapi_url)


@app.get("/")
def root():
    return {"message": "Hello"}
