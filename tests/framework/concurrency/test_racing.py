import asyncio

import pytest

from fireweed.concurrency import run_until_first_complete
from fireweed.exceptions import FireweedDeprecationWarning

pytestmark = [
    pytest.mark.usefixtures("loop_factory"),
    pytest.mark.filterwarnings("ignore::fireweed.exceptions.FireweedDeprecationWarning"),
]


async def wait_forever(cancelled: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        cancelled.append("cancelled")
        raise


async def say(text: str, said: list[str]) -> None:
    said.append(text)


async def test_cancels_the_others_when_the_first_ends() -> None:
    said: list[str] = []
    cancelled: list[str] = []

    await run_until_first_complete((say, {"text": "hello", "said": said}), (wait_forever, {"cancelled": cancelled}))

    assert said == ["hello"]
    assert cancelled == ["cancelled"]


async def test_raises_what_the_first_raises() -> None:
    async def fail() -> None:
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        await run_until_first_complete((fail, {}), (wait_forever, {"cancelled": []}))


async def test_cancelled_cancels_all() -> None:
    cancelled: list[str] = []
    race = asyncio.create_task(run_until_first_complete((wait_forever, {"cancelled": cancelled})))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    race.cancel()
    await asyncio.wait([race])

    assert cancelled == ["cancelled"]


async def test_warns_that_it_is_deprecated() -> None:
    with pytest.warns(FireweedDeprecationWarning, match="asyncio.wait"):
        await run_until_first_complete((say, {"text": "", "said": []}))
