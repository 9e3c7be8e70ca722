"""Probes, a pool of connections that lives as long as the application, logs for machines, work while it ends."""

import asyncio
import json
import logging
import logging.config
import os
import uuid
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path

from fastapi import BackgroundTasks, FastAPI, Request, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class JSONFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {"level": record.levelname, "message": record.getMessage(), "request_id": request_id.get()}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps({**entry, **getattr(record, "fields", {})})


logging.config.dictConfig(
    {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JSONFormatter}},
        "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stdout"}},
        "loggers": {"boats": {"handlers": ["stdout"], "level": "INFO", "propagate": False}},
    }
)
logger = logging.getLogger("boats")


@asynccontextmanager
async def lifespan(app: FastAPI):
    engine = create_async_engine("sqlite+aiosqlite:///boats.db", connect_args={"timeout": 1})
    async with engine.begin() as connection:
        await connection.execute(text("create table if not exists boats (name text)"))
    app.state.engine = engine
    logger.info("pool open")
    yield
    await engine.dispose()
    logger.info("pool closed")


app = FastAPI(lifespan=lifespan, debug=bool(os.environ.get("DEBUG")))


@app.middleware("http")
async def identify(request: Request, call_next):
    request_id.set(request.headers.get("x-request-id", uuid.uuid4().hex))
    response = await call_next(request)
    logger.info("request", extra={"fields": {"path": request.url.path, "status": response.status_code}})
    response.headers["x-request-id"] = request_id.get()
    return response


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.get("/ready")
async def ready(request: Request, response: Response):
    try:
        async with request.app.state.engine.connect() as connection:
            await connection.execute(text("select count(*) from boats"))
    except SQLAlchemyError:
        logger.exception("the database does not answer")
        response.status_code = 503
        return {"ready": False}
    return {"ready": True}


async def see_off(name: str):
    await asyncio.sleep(0)
    logger.info("seen off %s", name)


@app.post("/boats/{name}", status_code=201)
async def launch(name: str, request: Request, tasks: BackgroundTasks):
    logger.info("launching")
    while not Path("high-water").exists():
        await asyncio.sleep(0.01)
    async with request.app.state.engine.begin() as connection:
        await connection.execute(text("insert into boats values (:name)"), {"name": name})
    tasks.add_task(see_off, name)
    return name


@app.get("/divide/{number}")
async def divide(number: int):
    return 1 / number
