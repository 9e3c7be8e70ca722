"""Status codes of answers, also of those without a body."""

from fastapi import FastAPI, Response, status

app = FastAPI()


@app.post("/logs", status_code=status.HTTP_201_CREATED)
async def create(text: str):
    return {"text": text}


@app.delete("/logs/{number}", status_code=204)
async def delete(number: int):
    return None


@app.delete("/silent/{number}", status_code=204)
async def silent(number: int) -> None: ...


@app.get("/unchanged", status_code=304)
async def unchanged():
    return None


@app.put("/maybe/{key}", status_code=200)
def maybe(key: str, response: Response):
    if key == "new":
        response.status_code = status.HTTP_201_CREATED
    return key


@app.get("/numbers", status_code=299)
async def numbers():
    return 1
