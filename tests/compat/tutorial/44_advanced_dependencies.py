"""Dependencies with parameters, and overrides of them."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request

app = FastAPI()
router = APIRouter()


class Checker:
    def __init__(self, fixed: str):
        self.fixed = fixed

    def __call__(self, q: str = "") -> bool:
        return self.fixed in q


checker = Checker("bar")


def original(number: int = 1):
    return {"original": number}


async def replacement(word: str = "w"):
    return {"replacement": word}


def path_of(request: Request):
    return request.url.path


@app.get("/check")
async def check(found: Annotated[bool, Depends(checker)]):
    return {"found": found}


@app.get("/replaced")
async def replaced(value: Annotated[dict, Depends(original)]):
    return value


@router.get("/path", dependencies=[Depends(original)])
async def path(value=Depends(path_of)):
    return value


app.include_router(router, prefix="/r")
app.dependency_overrides[original] = replacement
