"""Who offers an API, where it is, and examples of what to send."""

from typing import Annotated

from pydantic import BaseModel, Field

from fireweed import Body, Fireweed

app = Fireweed(
    title="Library",
    terms_of_service="https://library.example/terms",
    contact={"name": "The librarians", "email": "books@library.example"},
    license_info={"name": "MIT", "identifier": "MIT"},
    servers=[{"url": "https://api.library.example", "description": "Production"}],
    openapi_external_docs={"url": "https://library.example/help"},
    separate_input_output_schemas=False,
    swagger_ui_parameters={"defaultModelsExpandDepth": -1},
)


class Loan(BaseModel):
    book_id: int
    days: int = Field(14, multiple_of=7, json_schema_extra={"x-unit": "days"})


EXAMPLES = {
    "short": {"summary": "For a week", "value": {"book_id": 7, "days": 7}},
    "usual": {"summary": "For two weeks", "value": {"book_id": 7}},
}


@app.post("/loans", operation_id="lend")
async def create_loan(loan: Annotated[Loan, Body(openapi_examples=EXAMPLES)]) -> Loan:
    return loan
