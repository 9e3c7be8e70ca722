from pydantic import BaseModel


class Problem(BaseModel):
    """Why a request was refused: `detail` for people, `code` for programs."""

    detail: str
    code: str
