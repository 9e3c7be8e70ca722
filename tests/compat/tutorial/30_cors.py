"""Cross-origin requests."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(
    CORSMiddleware,
    allow_origins=["http://localhost", "https://app.example"],
    allow_origin_regex="https://.*\\.example\\.org",
    allow_credentials=True,
    allow_methods=["GET", "PUT"],
    allow_headers=["X-Own"],
    expose_headers=["X-Shown"],
    max_age=60,
)


@app.get("/")
async def read():
    return "shared"
