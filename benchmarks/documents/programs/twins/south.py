"""A class of the same name as one in `north`."""

from pydantic import BaseModel


class Twin(BaseModel):
    south: int
