from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# The largest value that every database holds in an INTEGER column.
MAX_INTEGER = 2**31 - 1

Id = Annotated[int, Field(ge=1, le=MAX_INTEGER, examples=[1])]


class Record(BaseModel):
    """An answer that is read from a row of the database."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    created_at: datetime
