from typing import Any

from pydantic import BaseModel


class Problem(BaseModel):
    """Why a request was refused: `detail` for people, `code` for programs."""

    detail: str
    code: str


class Refusal(BaseModel):
    """Why somebody may not do this."""

    detail: str


REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": Refusal, "description": "No valid token was sent"},
    403: {"model": Refusal, "description": "This is for administrators"},
}
