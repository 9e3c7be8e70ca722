"""Routers with prefixes, tags, dependencies, responses, included twice and nested."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException


async def check_token(x_token: Annotated[str, Header()]):
    if x_token != "keel":
        raise HTTPException(status_code=400, detail="X-Token header invalid")


async def check_query(token: str):
    if token != "jessica":
        raise HTTPException(status_code=400, detail="No Jessica token provided")


boats = APIRouter(prefix="/boats", tags=["boats"], dependencies=[Depends(check_token)], responses={404: {"description": "Not found"}})
crews = APIRouter()
admin = APIRouter()
deep = APIRouter(prefix="/deep")


@boats.get("/")
async def read_boats():
    return ["boat"]


@boats.put("/{boat}", tags=["custom"], responses={403: {"description": "Operation forbidden"}})
async def update_boat(boat: str):
    if boat != "plumbus":
        raise HTTPException(status_code=403, detail="Only the plumbus")
    return {"boat": boat}


@crews.get("/crews/", tags=["crews"])
async def read_crews():
    return [{"name": "Rick"}]


@crews.get("/crews/me", tags=["crews"])
async def read_me():
    return "me"


@crews.get("/crews/{name}", tags=["crews"])
async def read_crew(name: str):
    return name


@admin.post("/")
async def update_admin():
    return {"message": "Admin getting schwifty"}


@deep.get("", name="top")
async def top():
    return "top"


@deep.get("/{level}")
async def level(level: int):
    return level


admin.include_router(deep, deprecated=True)
app = FastAPI(dependencies=[Depends(check_query)])
app.include_router(crews)
app.include_router(boats)
app.include_router(admin, prefix="/admin", tags=["admin"], dependencies=[Depends(check_token)], responses={418: {"description": "I'm a teapot"}})
app.include_router(crews, prefix="/v2", include_in_schema=False)


@app.get("/")
async def root():
    return {"message": "Hello"}
