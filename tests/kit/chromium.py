"""A real Chromium, driven through its DevTools protocol: pages are looked at as users see them.

https://chromedevtools.github.io/devtools-protocol/
"""

import base64
import json
import mimetypes
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# As root it needs --no-sandbox; the other switches keep it from asking hosts on its own account.
SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
    "--window-size=1200,1600",
)
TIMEOUT = 30


# What is said of a promise whose page has been left.
LEFT = ("Inspected target navigated or closed", "Execution context was destroyed.", "Promise was collected")


class PageLeft(Exception):
    """A link, or a form, has led to another page."""


class Page:
    """One tab. `requested` has the addresses of all that its pages wanted, `statuses` what answered them.

    `errors` are the exceptions that no script caught.
    """

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = count(1)
        self._stand_in = Path()
        self.requested: list[str] = []
        self.statuses: dict[str, int] = {}
        self.errors: list[str] = []
        self._call("Network.enable")
        self._call("Runtime.enable")
        self._call("Page.enable")

    def forget(self) -> None:
        """Go to an empty page without cookies, and know of no page before it."""
        self.open("about:blank")
        self._call("Network.clearBrowserCookies")
        self.requested.clear()
        self.statuses.clear()
        self.errors.clear()

    def open(self, url: str) -> None:
        self._call("Page.navigate", url=url)

    def answer_from(self, prefix: str, folder: Path) -> None:
        """Answer what has an address with this prefix from a folder, which has files of the same names."""
        self._stand_in = folder
        self._call("Fetch.enable", patterns=[{"urlPattern": f"{prefix}*"}])

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, of a promise what it is resolved to."""
        answer = self._call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> Any:
        """The value of an expression as soon as that is true, on this page or on one that this one leads to."""
        while True:
            try:
                return self._wait_in_page(expression)
            except PageLeft:
                """The next page is asked, from when it is there."""

    def _wait_in_page(self, expression: str) -> Any:
        return self.evaluate(
            "new Promise((resolve, reject) => {"
            f"  const read = () => {{ try {{ return {expression} }} catch {{ return null }} }};"
            "  const look = () => { const value = read(); if (value) { stop(); resolve(value) } };"
            "  const observer = new MutationObserver(look);"
            "  const timer = setInterval(look, 50);"
            f"  const end = setTimeout(() => {{ stop(); reject('never: ' + {json.dumps(expression)}) }}, {TIMEOUT}000);"
            "  const stop = () => { observer.disconnect(); clearInterval(timer); clearTimeout(end) };"
            "  observer.observe(document, {childList: true, subtree: true, attributes: true});"
            "  look()"
            "})"
        )

    def click(self, selector: str) -> None:
        """Click what a selector finds, as soon as it is there."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.wait_for(f"{found} !== null")
        self.evaluate(f"{found}.click()")

    def fill(self, selector: str, text: str) -> None:
        """Type into a field, in the way that React notices."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.wait_for(f"{found} !== null")
        self.evaluate(
            f"(() => {{ const field = {found};"
            "const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set;"
            f"setter.call(field, {json.dumps(text)});"
            "field.dispatchEvent(new Event('input', {bubbles: true})) })()"
        )

    def take_picture(self) -> str:
        """What the window shows, as PNG in Base64."""
        picture: str = self._call("Page.captureScreenshot", format="png")["data"]
        return picture

    def _call(self, method: str, **parameters: Any) -> Any:
        number = self._send(method, **parameters)
        while True:
            message = json.loads(self._connection.recv(timeout=TIMEOUT + 5))
            self._observe(message)
            if message.get("id") == number:
                if "error" in message:
                    left = message["error"]["message"] in LEFT
                    raise (PageLeft if left else AssertionError)(f"{method}: {message['error']}")
                return message["result"]

    def _observe(self, message: dict[str, Any]) -> None:
        match message:
            case {"method": "Network.requestWillBeSent", "params": {"request": {"url": url}}}:
                self.requested.append(url)
            case {"method": "Network.responseReceived", "params": {"response": {"url": url, "status": status}}}:
                self.statuses[url] = status
            case {"method": "Runtime.exceptionThrown", "params": {"exceptionDetails": details}}:
                self.errors.append(str(details))
            case {"method": "Fetch.requestPaused", "params": paused}:
                self._answer(paused)

    def _send(self, method: str, **parameters: Any) -> int:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        return number

    def _answer(self, paused: dict[str, Any]) -> None:
        file = self._stand_in / paused["request"]["url"].rpartition("/")[2]
        body = base64.b64encode(file.read_bytes()).decode()
        kind = {"name": "content-type", "value": mimetypes.guess_type(file.name)[0] or "application/octet-stream"}
        self._send(
            "Fetch.fulfillRequest",
            requestId=paused["requestId"],
            responseCode=200,
            responseHeaders=[kind],
            body=body,
        )


@contextmanager
def open_page() -> Iterator[Page]:
    """A tab of a browser of its own, whose only host is this one."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [find_chromium(), *SWITCHES, f"--user-data-dir={profile}", "about:blank"],
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            with connect(_find_tab(process), max_size=None) as connection:
                yield Page(connection)
        finally:
            process.terminate()
            process.communicate()


def find_chromium() -> str:
    found = next((path for program in PROGRAMS if (path := shutil.which(program))), None)
    if found is None:
        raise AssertionError("Chromium is not installed; these tests look at pages with it: apt-get install chromium")
    return found


def _find_tab(process: subprocess.Popen[str]) -> str:
    """The address of the first tab, which the browser prints the port of."""
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("DevTools listening on ws://"):
            host = line.removeprefix("DevTools listening on ws://").partition("/")[0]
            with urlopen(f"http://{host}/json/list") as answer:
                tabs = json.load(answer)
            return next(str(tab["webSocketDebuggerUrl"]) for tab in tabs if tab["type"] == "page")
    raise AssertionError(f"Chromium ended with status {process.wait()} before it could be asked anything.")
