"""Chromium: fetch over connections that are kept, events, WebSockets."""

from collections.abc import Iterator

import pytest

from interop.serving import Site
from kit.chromium import Page, open_page


@pytest.fixture(scope="module")
def page(raw: Site) -> Iterator[Page]:
    with open_page() as page:
        page.open(raw.url)
        page.wait_for(f"location.origin === '{raw.url}' && document.readyState === 'complete'")
        yield page


def test_fetches_over_connections_that_are_kept(page: Page) -> None:
    ports = page.evaluate(
        "(async () => { const ports = [];"
        "for (let i = 0; i < 20; i++) ports.push((await (await fetch('/next')).json()).client[1]);"
        "return ports })()"
    )

    # It opens a second one ahead of need.
    assert len(ports) == 20
    assert len({*ports}) <= 2


def test_uploads_what_it_fetches(page: Page) -> None:
    described = page.evaluate(
        "(async () => { const pieces = await (await fetch('/pieces')).blob();"
        "return await (await fetch('/upload', {method: 'POST', body: pieces})).json() })()"
    )

    assert described["size"] == 256 * 65536


def test_gets_events(page: Page) -> None:
    events = page.evaluate(
        "new Promise((resolve, reject) => { const events = [], source = new EventSource('/events');"
        "source.onmessage = event => { events.push(event.data);"
        "if (events.length === 3) { source.close(); resolve(events) } };"
        "source.onerror = () => reject('the stream broke') })"
    )

    assert events == ["0", "1", "2"]


def test_talks_over_a_websocket(page: Page, raw: Site) -> None:
    told = page.evaluate(
        f"new Promise((resolve, reject) => {{ const told = [], socket = new WebSocket('{raw.websocket_url}/');"
        "socket.onopen = () => { socket.send('text'.repeat(100000)); socket.send(new Uint8Array(70000)) };"
        "socket.onmessage = event => { told.push(event.data.length ?? event.data.size);"
        "if (told.length === 2) socket.close(1000, 'enough') };"
        "socket.onclose = event => resolve([...told, socket.extensions, event.code, event.wasClean]);"
        "socket.onerror = () => reject('the connection broke') })"
    )

    assert told == [400000, 70000, "permessage-deflate; client_max_window_bits=12", 1000, True]
