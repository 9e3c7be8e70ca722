"""What is handed over by type: the request, a response to write to, background tasks."""

from typing import Annotated, Any

import pytest

from fireweed import BackgroundTasks, Depends, Fireweed, HTTPException, Request, Response
from fireweed.background import BackgroundTask
from fireweed.requests import HTTPConnection
from fireweed.responses import JSONResponse, PlainTextResponse
from fireweed.testclient import TestClient
from kit.endpoints import JSON, answering_errors, serve

# Requests...


@pytest.mark.parametrize("annotation", [Request, HTTPConnection, "Request", Annotated[Request, "note"]], ids=str)
def test_request_is_handed_over_by_its_type(annotation: Any) -> None:
    async def endpoint(it: Any, q: int = 0) -> list[Any]:
        return [it.url.path, it.query_params["q"], q]

    endpoint.__annotations__["it"] = annotation

    assert serve(endpoint, "/path").get("/path?q=5").json() == ["/path", "5", 5]


def test_request_is_the_same_everywhere() -> None:
    async def dependency(request: Request, connection: HTTPConnection) -> Any:
        return [request, connection]

    def endpoint(request: Request, others: Any = Depends(dependency)) -> bool:
        return all(other is request for other in others)

    assert serve(endpoint).get("/").json() is True


def test_request_knows_the_body_that_was_read_for_a_parameter() -> None:
    async def endpoint(request: Request, item: dict[str, int]) -> list[Any]:
        return [item, (await request.body()).decode(), await request.json()]

    response = serve(endpoint, method="POST").post("/", content=b'{"a": 1}', headers=JSON)

    assert response.json() == [{"a": 1}, '{"a": 1}', {"a": 1}]


def test_body_that_a_dependency_read_is_there_for_a_parameter() -> None:
    async def dependency(request: Request) -> int:
        return len(await request.body())

    async def endpoint(item: dict[str, int], size: int = Depends(dependency)) -> list[Any]:
        return [item, size]

    assert serve(endpoint, method="POST").post("/", content=b'{"a":1}', headers=JSON).json() == [{"a": 1}, 7]


# Responses...


def test_headers_status_and_cookies_are_added_to_the_answer() -> None:
    def endpoint(response: Response) -> dict[str, int]:
        response.headers["x-a"] = "1"
        response.set_cookie("c", "v")
        response.status_code = 202
        return {"a": 1}

    response = serve(endpoint).get("/")

    assert (response.status_code, response.json(), response.headers["x-a"]) == (202, {"a": 1}, "1")
    assert response.cookies["c"] == "v"


def test_response_is_shared_by_all() -> None:
    async def dependency(response: Response) -> Response:
        response.headers.append("x-a", "dependency")
        return response

    def endpoint(response: Response, same: Any = Depends(dependency)) -> bool:
        response.headers.append("x-a", "endpoint")
        return same is response

    response = serve(endpoint, status_code=201).get("/")

    assert (response.status_code, response.json()) == (201, True)
    assert response.headers.get_list("x-a") == ["dependency", "endpoint"]


def test_status_may_be_set_to_one_without_content() -> None:
    def endpoint(response: Response) -> dict[str, int]:
        response.status_code = 204
        return {"a": 1}

    response = serve(endpoint).get("/")

    assert (response.status_code, response.content) == (204, b"")


@pytest.mark.parametrize("options", [{"response_class": PlainTextResponse}, {"response_class": JSONResponse}], ids=str)
def test_injected_response_holds_for_a_chosen_class(options: Any) -> None:
    def endpoint(response: Response) -> str:
        response.headers["x-a"] = "1"
        response.status_code = 299
        return "text"

    response = serve(endpoint, **options).get("/")

    assert (response.status_code, response.headers["x-a"]) == (299, "1")


def test_injected_response_does_not_change_a_returned_one() -> None:
    def endpoint(response: Response) -> Response:
        response.headers["x-a"] = "1"
        response.status_code = 400
        return JSONResponse({"own": 1}, 203)

    response = serve(endpoint).get("/")

    assert (response.status_code, response.json(), "x-a" in response.headers) == (203, {"own": 1}, False)


def test_injected_response_does_not_change_an_error() -> None:
    def endpoint(response: Response) -> None:
        response.headers["x-a"] = "1"
        raise HTTPException(400)

    assert "x-a" not in serve(endpoint).get("/").headers


# Tasks...


class Events(list[str]):
    """What happened, in order."""


def test_tasks_of_all_run_in_order_after_the_answer() -> None:
    events = Events()

    class Noted(JSONResponse):
        async def __call__(self, *arguments: Any) -> None:
            events.append("sending")
            await super().__call__(*arguments)

    async def dependency(tasks: BackgroundTasks) -> BackgroundTasks:
        tasks.add_task(events.append, "dependency")
        return tasks

    async def task(*, text: str) -> None:
        events.append(text)

    def endpoint(tasks: BackgroundTasks, same: Any = Depends(dependency)) -> bool:
        tasks.add_task(task, text="endpoint")
        return same is tasks

    assert serve(endpoint, response_class=Noted).get("/").json() is True
    assert events == ["sending", "dependency", "endpoint"]


def test_tasks_run_after_a_returned_response() -> None:
    events = Events()

    def endpoint(tasks: BackgroundTasks) -> Response:
        tasks.add_task(events.append, "task")
        return PlainTextResponse("x")

    serve(endpoint).get("/")

    assert events == ["task"]


def test_task_of_a_returned_response_takes_the_place_of_injected_ones() -> None:
    events = Events()

    def endpoint(tasks: BackgroundTasks) -> Response:
        tasks.add_task(events.append, "injected")
        return PlainTextResponse("x", background=BackgroundTask(events.append, "own"))

    serve(endpoint).get("/")

    assert events == ["own"]


def test_tasks_do_not_run_if_the_endpoint_fails() -> None:
    events = Events()

    def endpoint(tasks: BackgroundTasks) -> None:
        tasks.add_task(events.append, "task")
        raise HTTPException(400)

    serve(endpoint).get("/")

    assert events == []


def test_exception_of_a_task_goes_to_the_server_after_the_answer() -> None:
    app = Fireweed()

    def fail() -> None:
        raise LookupError("task")

    @app.get("/")
    def endpoint(tasks: BackgroundTasks) -> str:
        tasks.add_task(fail)
        return "answered"

    assert answering_errors(app).get("/").json() == "answered"
    with pytest.raises(LookupError, match="task"):
        TestClient(app).get("/")
