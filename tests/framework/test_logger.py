import pytest

from fireweed.background import BackgroundTasks
from fireweed.logger import logger


async def test_says_what_no_response_can_tell(caplog: pytest.LogCaptureFixture) -> None:
    tasks = BackgroundTasks()
    tasks.add_task(int, "x")

    with pytest.raises(ValueError, match="invalid literal"):
        await tasks()

    assert [record.name for record in caplog.records] == [logger.name]
