"""A program that was written for FastAPI: the imports were changed, and the name of the application's class."""

from collections.abc import AsyncIterator
from typing import Annotated

from pydantic import BaseModel

from fireweed import APIRouter, BackgroundTasks, Depends, Fireweed, Header, HTTPException, Query, status
from fireweed.responses import JSONResponse

app = Fireweed(title="Tasks")
router = APIRouter(prefix="/tasks", tags=["tasks"])


class Task(BaseModel):
    title: str
    done: bool = False


class TaskRead(Task):
    id: int


tasks: dict[int, TaskRead] = {}


async def open_store() -> AsyncIterator[dict[int, TaskRead]]:
    yield tasks


Store = Annotated[dict[int, TaskRead], Depends(open_store)]


def log(message: str) -> None:
    app.state.log = message


@router.post("", response_model=TaskRead, status_code=status.HTTP_201_CREATED)
async def create_task(task: Task, store: Store, background_tasks: BackgroundTasks) -> TaskRead:
    created = TaskRead(id=len(store) + 1, **task.model_dump())
    store[created.id] = created
    background_tasks.add_task(log, f"created {created.id}")
    return created


@router.get("/{task_id}")
async def read_task(task_id: int, store: Store, x_token: Annotated[str | None, Header()] = None) -> TaskRead:
    if task_id not in store:
        raise HTTPException(status_code=404, detail="Task not found")
    return store[task_id]


@router.get("", response_model=list[TaskRead])
def list_tasks(store: Store, done: bool | None = None, limit: int = Query(default=100, le=100)) -> list[TaskRead]:
    return [task for task in store.values() if done in (None, task.done)][:limit]


app.include_router(router)


@app.exception_handler(KeyError)
async def answer_key_error(_request: object, error: KeyError) -> JSONResponse:
    return JSONResponse(status_code=418, content={"message": str(error)})
