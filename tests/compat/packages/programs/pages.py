"""Pages of a list by fastapi-pagination."""

from fastapi import FastAPI
from fastapi_pagination import Page, add_pagination, paginate

app = FastAPI()


@app.get("/numbers")
def read_numbers() -> Page[int]:
    return paginate(range(100))


add_pagination(app)
