from fireweed_server.http.request_body import RequestBody
from fireweed_server.wire.framing import RequestFraming


def build_body(length: int | None = None, *, expects_continue: bool = False) -> RequestBody:
    return RequestBody(RequestFraming(keep_alive=True, body_length=length, expects_continue=expects_continue))


def test_gives_all_that_has_arrived() -> None:
    body = build_body()

    body.add(b"he")
    body.add(b"llo")

    assert (body.buffered, body.take(), body.buffered) == (5, b"hello", 0)


def test_is_ready_with_bytes_or_with_the_end() -> None:
    body = build_body()
    ready = [body.is_ready]

    body.add(b"x")
    ready.append(body.is_ready)
    body.take()
    ready.append(body.is_ready)
    body.finish()
    ready.append(body.is_ready)

    assert ready == [False, True, False, True]


def test_a_client_that_sends_waits_for_continue_no_longer() -> None:
    body = build_body(5, expects_continue=True)

    body.add(b"x")

    assert not body.awaits_continue


def test_can_skip_a_rest_that_is_small() -> None:
    body = build_body(100)
    body.add(b"x" * 60)

    assert body.can_skip(40)
    assert not body.can_skip(39)


def test_cannot_skip_what_the_client_was_not_asked_for() -> None:
    assert not build_body(1, expects_continue=True).can_skip(100)


def test_hopes_that_chunks_end_soon() -> None:
    assert build_body(None).can_skip(1)
