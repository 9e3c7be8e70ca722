import re
import threading
from collections.abc import Callable

import pytest

from fireweed.core import Application
from fireweed.middleware.debug_page import answer_with_traceback
from fireweed.middleware.errors import ServerErrorMiddleware
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response
from fireweed.types import Receive, Scope, Send
from kit.asgi import AsgiRecorder, http_scope

BROWSER = {"accept": "text/html,application/xhtml+xml;q=0.9"}


def raise_and_catch(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


def render(error: Exception, accept: str = "text/html") -> str:
    """What a client that accepts `accept` gets to read."""
    response = answer_with_traceback(Request(http_scope(headers={"accept": accept})), error)
    return response.body.decode()


def render_variables(error: Exception) -> dict[str, str]:
    """The local variables on the page."""
    return dict(re.findall(r"<tr><th>(.*?)</th><td>(.*?)</td></tr>", render(error), re.DOTALL))


async def ask(handler: Callable[..., object] | None = None, headers: dict[str, str] = BROWSER) -> AsgiRecorder:
    """The answer of an application in debug mode whose endpoint fails."""

    async def fail(request: Request) -> Response:
        raise LookupError("broken <b>bold</b>")

    app = Application(debug=True, exception_handlers={} if handler is None else {500: handler})
    app.add_route("/", fail)
    recorder = AsgiRecorder(app, http_scope(headers=headers))
    with pytest.raises(LookupError):
        await recorder.run()
    return recorder


# Which answer


async def test_browser_gets_a_page() -> None:
    recorder = await ask()

    assert recorder.status == 500
    assert recorder.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>Starlette Debugger</title>" in recorder.text
    assert "<h1>500 Server Error</h1>" in recorder.text
    assert "<h2>LookupError: broken &lt;b&gt;bold&lt;/b&gt;</h2>" in recorder.text


@pytest.mark.parametrize("headers", [{}, {"accept": "*/*"}, {"accept": "application/json"}])
async def test_others_get_plain_text(headers: dict[str, str]) -> None:
    recorder = await ask(headers=headers)

    assert recorder.headers["content-type"] == "text/plain; charset=utf-8"
    assert recorder.text.startswith("Traceback (most recent call last):")
    assert recorder.text.endswith("LookupError: broken <b>bold</b>\n")


async def test_page_comes_before_the_own_handler() -> None:
    recorder = await ask(handler=lambda request, error: PlainTextResponse("own", 500))

    assert "Debugger" in recorder.text


async def test_nothing_is_sent_once_the_response_has_started() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise LookupError("broken")

    recorder = AsgiRecorder(ServerErrorMiddleware(app, debug=True), http_scope(headers=BROWSER))
    with pytest.raises(LookupError):
        await recorder.run()

    assert recorder.types == ["http.response.start"]


async def test_page_is_made_in_a_worker_thread() -> None:
    threads: list[int] = []

    class NotedError(Exception):
        def __str__(self) -> str:
            threads.append(threading.get_ident())
            return "noted"

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise NotedError

    recorder = AsgiRecorder(ServerErrorMiddleware(app, debug=True), http_scope(headers=BROWSER))
    with pytest.raises(NotedError):
        await recorder.run()

    assert threads
    assert threading.get_ident() not in threads


async def test_page_is_neither_kept_nor_run() -> None:
    headers = (await ask()).headers

    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"


# What is on the page


def test_shows_where_it_was_raised() -> None:
    page = render(raise_and_catch(LookupError("broken")))

    assert "test_debug_page.py</code>, line " in page
    assert "<code>raise_and_catch</code>" in page
    assert re.search(r'<span class="failed"><i>\d+</i>        raise error</span>', page)


def test_shows_the_innermost_frames_only() -> None:
    def recurse(depth: int) -> None:
        if depth == 0:
            raise LookupError("deep")
        recurse(depth - 1)

    def begin() -> Exception:
        try:
            recurse(50)
        except LookupError as error:
            return error
        raise AssertionError

    page = render(begin())

    assert page.count("<summary><code>") == 7
    assert "45 outer frames are left out." in page


def test_shows_what_an_error_was_caused_by_and_handling() -> None:
    def fail() -> None:
        try:
            try:
                raise KeyError("first")
            except KeyError:
                raise ValueError("second")  # noqa: B904  # the context is what is shown
        except ValueError as error:
            raise LookupError("third") from error

    def catch() -> Exception:
        try:
            fail()
        except LookupError as error:
            return error
        raise AssertionError

    page = render(catch())

    assert "<h2>LookupError: third</h2>" in page
    assert "<h3>Caused by ValueError: second</h3>" in page
    assert "<h3>While handling KeyError: &#x27;first&#x27;</h3>" in page


def test_ends_a_circle_of_causes() -> None:
    first, second = LookupError("first"), LookupError("second")
    first.__cause__, second.__cause__ = second, first

    assert render(first).count("<h3>Caused by") == 4


def test_shows_an_error_without_a_traceback() -> None:
    assert "<h2>LookupError: never raised</h2>" in render(LookupError("never raised"))


def test_shows_an_error_without_a_message() -> None:
    assert "<h2>LookupError</h2>" in render(LookupError())


def test_shows_an_error_whose_message_fails() -> None:
    class BadError(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no message")

    assert "<h2>BadError: &lt;its str() fails&gt;</h2>" in render(BadError())


def test_shows_text_that_cannot_be_encoded() -> None:
    assert r"\udc80" in render(LookupError("\udc80"))
    assert r"\udc80" in render(LookupError("\udc80"), accept="text/plain")


def test_shows_a_group_with_its_members() -> None:
    group = ExceptionGroup("several", [LookupError("member")])

    assert "LookupError: member" in render(group)


def test_shows_code_without_a_file() -> None:
    def run() -> Exception:
        try:
            exec("1 / 0", {})
        except ZeroDivisionError as error:
            return error
        raise AssertionError

    assert "<code>&lt;string&gt;</code>" in render(run())


def test_escapes_everything() -> None:
    script = "<script>alert('hello')</script>"
    source = f"value = {script!r}\nraise LookupError(value)"
    code = compile(source, f"{script}.py", "exec").replace(co_name=script, co_qualname=script)

    def run() -> Exception:
        try:
            exec(code, {"__name__": "x"})
        except LookupError as error:
            return error
        raise AssertionError

    page = render(run())

    assert "<script" not in page
    for place in ("<h2>LookupError: {}</h2>", "<code>{}.py</code>", "in <code>{}</code>", "<td>&quot;{}&quot;</td>"):
        assert place.format("&lt;script&gt;alert(&#x27;hello&#x27;)&lt;/script&gt;") in page


# Local variables


def fail_with(value: object) -> Exception:
    """An error in a frame that has `value` as a local variable."""
    try:
        raise LookupError("broken")
    except LookupError as error:
        return error


def test_shows_local_variables() -> None:
    assert render_variables(fail_with([1, "two"]))["value"] == "[1, &#x27;two&#x27;]"


@pytest.mark.parametrize(
    "name", ["password", "API_KEY", "secret", "access_token", "authorization", "cookie", "credentials"]
)
def test_hides_variables_with_the_name_of_a_secret(name: str) -> None:
    def run() -> Exception:
        try:
            exec(f"def fail():\n    {name} = 'hunter2'\n    raise LookupError('broken')\nfail()", {})
        except LookupError as error:
            return error
        raise AssertionError

    assert render_variables(run())[name] == "**********"
