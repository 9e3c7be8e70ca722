import pytest

from fireweed import Depends, Response, Security
from fireweed.background import BackgroundTasks
from fireweed.endpoint.classify import Special
from fireweed.endpoint.injection import Injection
from fireweed.endpoint.plan import Step
from fireweed.requests import Request
from fireweed.security import SecurityScopes
from kit.asgi import http_scope
from kit.plans import plan_for


def injection() -> Injection[Request]:
    return Injection(Request(http_scope()))


def some_step() -> Step:
    def endpoint() -> None: ...

    return plan_for(endpoint).endpoint


@pytest.mark.parametrize(
    ("special", "class_"),
    [
        (Special.REQUEST, Request),
        (Special.RESPONSE, Response),
        (Special.BACKGROUND_TASKS, BackgroundTasks),
        (Special.SECURITY_SCOPES, SecurityScopes),
    ],
)
def test_every_special_is_made(special: Special, class_: type[object]) -> None:
    assert type(injection().get(special, some_step())) is class_


@pytest.mark.parametrize("special", [Special.REQUEST, Special.RESPONSE, Special.BACKGROUND_TASKS])
def test_special_is_shared_by_all_that_ask(special: Special) -> None:
    made, step = injection(), some_step()

    assert made.get(special, step) is made.get(special, step)


def test_scopes_are_those_of_the_step() -> None:
    def dependency(scopes: SecurityScopes) -> None: ...

    def endpoint(x: None = Security(dependency, scopes=["a", "b"]), y: None = Depends(dependency)) -> None: ...

    made, plan = injection(), plan_for(endpoint)

    assert [made.get(Special.SECURITY_SCOPES, step).scopes for step in plan.steps] == [["a", "b"], [], []]


def test_scopes_of_one_call_cannot_spoil_another() -> None:
    step = some_step()
    injection().get(Special.SECURITY_SCOPES, step).scopes.append("x")

    assert injection().get(Special.SECURITY_SCOPES, step).scopes == []


def test_untouched_response_adds_nothing() -> None:
    made = injection()

    assert (made.status_code, made.headers) == (None, [])
    assert made.response.raw_headers == []
    assert (made.status_code, made.headers) == (None, [])


def test_response_adds_its_status_and_headers() -> None:
    made = injection()
    made.response.status_code = 202
    made.response.headers["x-a"] = "1"
    made.response.set_cookie("c", "v")

    assert made.status_code == 202
    assert [name for name, _ in made.headers] == [b"x-a", b"set-cookie"]


def test_tasks_are_found_only_if_someone_asked_for_them() -> None:
    made = injection()

    assert made.find_tasks() is None
    asked_for = made.background_tasks
    assert made.find_tasks() is asked_for
