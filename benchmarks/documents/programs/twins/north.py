"""A class of the same name as one in `south`."""

from pydantic import BaseModel


class Twin(BaseModel):
    north: int
