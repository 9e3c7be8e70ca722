"""Fields of models: conditions, titles, examples."""

from typing import Annotated

from fastapi import Body, FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Rope(BaseModel):
    name: str = Field(examples=["halyard"])
    use: str | None = Field(default=None, title="Use of the rope", max_length=20)
    price: float = Field(gt=0, description="Greater than zero")

    model_config = {"json_schema_extra": {"examples": [{"name": "sheet", "price": 3.5}]}}


class Plain(BaseModel):
    name: str


@app.put("/ropes/{number}")
async def update(number: int, rope: Annotated[Rope, Body(embed=True)]):
    return {"number": number, "rope": rope}


@app.post("/examples")
async def examples(
    plain: Annotated[
        Plain,
        Body(
            examples=[{"name": "one"}],
            openapi_examples={
                "good": {"summary": "A good one", "value": {"name": "two"}},
                "bad": {"summary": "A bad one", "description": "No name", "value": {}},
            },
        ),
    ],
):
    return plain
