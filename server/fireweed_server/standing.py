"""What a process is doing right now, as text for people: its connections, its tasks and where each of them waits."""

import asyncio
import os
from collections.abc import Iterator
from types import FrameType
from typing import Any, Final

from fireweed_server.serving import Activity, Serving

_MOST_LISTED: Final = 50

# The innermost calls of a task say what it waits for, and for whom.
_MOST_FRAMES: Final = 4

_FRAMES: Final = ("cr_frame", "gi_frame", "ag_frame")
_AWAITED: Final = ("cr_await", "gi_yieldfrom", "ag_await")


def describe_process(serving: Serving) -> str:
    """A line of figures, then the connections, those with the oldest requests first, and the tasks."""
    now = serving.clock.now
    activities = sorted((connection.describe(now) for connection in serving.connections), key=_get_age, reverse=True)
    tasks = sorted(asyncio.all_tasks(serving.loop), key=lambda task: task.get_name())
    return "\n".join(
        [
            f"Process {os.getpid()}: connections: {len(activities)}, requests running: {len(serving.tasks)}, "
            f"WebSockets open: {serving.websockets_open}, requests answered: {serving.requests_served}.",
            _describe_oldest(activities),
            *_list("connection", [activity.text for activity in activities]),
            *_list("task", [describe_task(task) for task in tasks]),
        ]
    )


def describe_task(task: "asyncio.Task[Any]") -> str:
    """Its name and where it stands: the innermost calls that wait, the innermost last."""
    frames = list(_walk(task.get_coro()))[-_MOST_FRAMES:]
    places = [f"{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}" for frame in frames]
    return f"{task.get_name()}: {' > '.join(places) or 'not begun'}"


def _get_age(activity: Activity) -> float:
    return activity.request_age


def _describe_oldest(activities: list[Activity]) -> str:
    if not activities or not activities[0].request_age:
        return "No request has been running for a second or longer."
    return f"The oldest request has been running for {activities[0].request_age:.0f} s."


def _list(kind: str, texts: list[str]) -> Iterator[str]:
    for text in texts[:_MOST_LISTED]:
        yield f"  {kind} {text}"
    if len(texts) > _MOST_LISTED:
        yield f"  and {len(texts) - _MOST_LISTED} more"


def _walk(awaited: Any) -> Iterator[FrameType]:
    """The frames of a coroutine and of what it awaits; what is not made of Python code has none."""
    while awaited is not None:
        frame = _find(awaited, _FRAMES)
        if frame is not None:
            yield frame
        awaited = _find(awaited, _AWAITED)


def _find(awaited: Any, names: tuple[str, ...]) -> Any:
    return next((value for name in names if (value := getattr(awaited, name, None)) is not None), None)
