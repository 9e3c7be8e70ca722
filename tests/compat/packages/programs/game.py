"""Back end of a game: players own universes, universes have maps, and both have documents in JSON columns."""

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import jwt
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, status
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from pwdlib import PasswordHash
from pydantic import BaseModel, ConfigDict
from sqlalchemy import JSON
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, Relationship, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///game.db"))
Document = JSON().with_variant(JSONB(), "postgresql")
SECRET = "a secret of at least thirty-two bytes"
hashes = PasswordHash.recommended()


# Documents


class Rules(BaseModel):
    model_config = ConfigDict(extra="allow")

    biome: Literal["forest", "ice", "desert"] = "forest"
    gravity: float = Field(default=1.0, gt=0)
    portals: dict[str, list[int]] = {}


# Tables, and what of them comes in and goes out


class PlayerBase(SQLModel):
    name: str = Field(min_length=2, max_length=20, unique=True, index=True)


class PlayerCreate(PlayerBase):
    password: str = Field(min_length=4)


class PlayerPublic(PlayerBase):
    id: uuid.UUID


class Player(PlayerBase, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    hashed_password: str
    universes: list["Universe"] = Relationship(back_populates="owner", cascade_delete=True)


class UniverseBase(SQLModel):
    name: str = Field(min_length=1, index=True)
    public: bool = False


class UniverseCreate(UniverseBase):
    rules: Rules = Rules()


class UniverseUpdate(SQLModel):
    name: str | None = Field(default=None, min_length=1)
    public: bool | None = None
    rules: Rules | None = None


class Universe(UniverseBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    rules: dict[str, Any] = Field(sa_type=Document)
    owner_id: uuid.UUID = Field(foreign_key="player.id", ondelete="CASCADE", index=True)
    owner: Player = Relationship(back_populates="universes")
    maps: list["Map"] = Relationship(
        back_populates="universe",
        cascade_delete=True,
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "Map.id"},
    )


class UniversePublic(UniverseBase):
    id: int
    rules: Rules
    owner_id: uuid.UUID


class MapBase(SQLModel):
    name: str = Field(min_length=1)


class MapCreate(MapBase):
    tiles: list[list[int]] = Field(min_length=1)


class MapUpdate(SQLModel):
    name: str | None = Field(default=None, min_length=1)
    tiles: list[list[int]] | None = Field(default=None, min_length=1)


class Map(MapBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    tiles: list[list[int]] = Field(sa_type=Document)
    universe_id: int = Field(foreign_key="universe.id", ondelete="CASCADE", index=True)
    universe: Universe = Relationship(back_populates="maps")


class MapPublic(MapBase):
    id: int
    tiles: list[list[int]]


class UniverseWithMaps(UniversePublic):
    maps: list[MapPublic] = []


# Dependencies


async def get_session() -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine) as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
TokenDep = Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl="token"))]


async def get_current_player(token: TokenDep, session: SessionDep) -> Player:
    try:
        claims = jwt.decode(token, SECRET, algorithms=["HS256"])
        player = await session.get(Player, uuid.UUID(claims["sub"]))
    except (jwt.InvalidTokenError, ValueError):
        player = None
    if player is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Log in first", {"WWW-Authenticate": "Bearer"})
    return player


PlayerDep = Annotated[Player, Depends(get_current_player)]


async def get_own_universe(universe_id: int, player: PlayerDep, session: SessionDep) -> Universe:
    own = select(Universe).where(Universe.id == universe_id, Universe.owner_id == player.id)
    universe = (await session.exec(own)).one_or_none()
    if universe is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Universe not found")
    return universe


UniverseDep = Annotated[Universe, Depends(get_own_universe)]


async def get_own_map(map_id: int, player: PlayerDep, session: SessionDep) -> Map:
    own = select(Map).join(Universe).where(Map.id == map_id, Universe.owner_id == player.id)
    found = (await session.exec(own)).one_or_none()
    if found is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Map not found")
    return found


MapDep = Annotated[Map, Depends(get_own_map)]


# Endpoints

universes = APIRouter(prefix="/universes", tags=["universes"])
maps = APIRouter(tags=["maps"], dependencies=[Depends(get_current_player)])


@universes.post("", response_model=UniversePublic, status_code=status.HTTP_201_CREATED)
async def create_universe(new: UniverseCreate, player: PlayerDep, session: SessionDep):
    universe = Universe.model_validate(new.model_dump(), update={"owner_id": player.id})
    session.add(universe)
    await session.commit()
    await session.refresh(universe)
    return universe


@universes.get("", response_model=list[UniversePublic])
async def list_universes(
    player: PlayerDep,
    session: SessionDep,
    biome: str | None = None,
    offset: int = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
):
    own = select(Universe).where(Universe.owner_id == player.id)
    if biome is not None:
        own = own.where(col(Universe.rules)["biome"].as_string() == biome)
    return (await session.exec(own.order_by(col(Universe.id)).offset(offset).limit(limit))).all()


@universes.get("/{universe_id}", response_model=UniverseWithMaps)
async def read_universe(universe: UniverseDep):
    return universe


@universes.patch("/{universe_id}", response_model=UniversePublic)
async def change_universe(universe: UniverseDep, change: UniverseUpdate, session: SessionDep):
    universe.sqlmodel_update(change.model_dump(exclude_unset=True))
    session.add(universe)
    await session.commit()
    await session.refresh(universe)
    return universe


@universes.delete("/{universe_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_universe(universe: UniverseDep, session: SessionDep) -> None:
    await session.delete(universe)
    await session.commit()


@maps.post("/universes/{universe_id}/maps", response_model=MapPublic, status_code=status.HTTP_201_CREATED)
async def create_map(universe: UniverseDep, new: MapCreate, session: SessionDep):
    created = Map.model_validate(new, update={"universe_id": universe.id})
    session.add(created)
    await session.commit()
    await session.refresh(created)
    return created


@maps.get("/maps/{map_id}", response_model=MapPublic)
async def read_map(found: MapDep):
    return found


@maps.patch("/maps/{map_id}", response_model=MapPublic)
async def change_map(found: MapDep, change: MapUpdate, session: SessionDep):
    found.sqlmodel_update(change.model_dump(exclude_unset=True))
    session.add(found)
    await session.commit()
    await session.refresh(found)
    return found


@maps.delete("/maps/{map_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_map(found: MapDep, session: SessionDep) -> None:
    await session.delete(found)
    await session.commit()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    await engine.dispose()


app = FastAPI(title="Universes", lifespan=lifespan)
app.include_router(universes)
app.include_router(maps)


@app.post("/players", response_model=PlayerPublic, status_code=status.HTTP_201_CREATED)
async def register(new: PlayerCreate, session: SessionDep):
    player = Player.model_validate(new, update={"hashed_password": hashes.hash(new.password)})
    session.add(player)
    try:
        await session.commit()
    except IntegrityError as error:
        raise HTTPException(status.HTTP_409_CONFLICT, "The name is taken") from error
    await session.refresh(player)
    return player


@app.post("/token")
async def log_in(form: Annotated[OAuth2PasswordRequestForm, Depends()], session: SessionDep) -> dict[str, str]:
    player = (await session.exec(select(Player).where(Player.name == form.username))).one_or_none()
    if player is None or not hashes.verify(form.password, player.hashed_password):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Wrong name or password", {"WWW-Authenticate": "Bearer"})
    expires = datetime.now(UTC) + timedelta(minutes=30)
    token = jwt.encode({"sub": str(player.id), "exp": expires}, SECRET, algorithm="HS256")
    return {"access_token": token, "token_type": "bearer"}


@app.get("/me", response_model=PlayerPublic)
async def read_me(player: PlayerDep):
    return player
