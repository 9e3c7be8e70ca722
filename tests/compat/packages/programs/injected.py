"""Three libraries for dependency injection beside FastAPI's own: dishka, wireup and dependency-injector."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import wireup
import wireup.integration.fastapi
from dependency_injector import containers, providers
from dependency_injector.wiring import Provide
from dependency_injector.wiring import inject as inject_provided
from dishka import Provider, Scope, make_async_container, provide
from dishka.integrations.fastapi import DishkaRoute, FastapiProvider, FromDishka, inject, setup_dishka
from fastapi import APIRouter, Depends, FastAPI, Request, WebSocket


class PathProvider(Provider):
    @provide(scope=Scope.REQUEST)
    def find_path(self, request: Request) -> str:
        return request.url.path

    @provide(scope=Scope.APP)
    def find_limit(self) -> int:
        return 5


@wireup.injectable
class Greeter:
    def greet(self, name: str) -> str:
        return f"Hello, {name}!"


class Counter:
    def __init__(self, start: int) -> None:
        self.start = start


class Container(containers.DeclarativeContainer):
    config = providers.Configuration()
    counter = providers.Factory(Counter, start=config.start)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    yield


app = FastAPI(lifespan=lifespan)
dishka_router = APIRouter(prefix="/dishka", route_class=DishkaRoute)
wireup_router = APIRouter(prefix="/wireup")


@dishka_router.get("/path")
async def read_path(path: FromDishka[str], times: int = 1) -> str:
    return path * times


@app.get("/dishka/limit")
@inject
async def read_limit(limit: FromDishka[int]) -> int:
    return limit


@wireup_router.get("/greeting")
def greet(greeter: wireup.Injected[Greeter], name: str = "you") -> str:
    return greeter.greet(name)


@wireup_router.websocket("/greetings")
async def greet_all(socket: WebSocket, greeter: wireup.Injected[Greeter]) -> None:
    await socket.accept()
    await socket.send_text(greeter.greet(await socket.receive_text()))
    await socket.close()


@app.get("/provided")
@inject_provided
async def read_provided(counter: Annotated[Counter, Depends(Provide[Container.counter])], more: int = 0) -> int:
    return counter.start + more


app.include_router(dishka_router)
app.include_router(wireup_router)
setup_dishka(make_async_container(PathProvider(), FastapiProvider()), app)
wireup.integration.fastapi.setup(wireup.create_async_container(injectables=[Greeter]), app)
container = Container()
container.config.from_dict({"start": 40})
container.wire(modules=[sys.modules[__name__]])
