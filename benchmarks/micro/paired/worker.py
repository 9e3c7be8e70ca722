"""The process that measures one library: `python -m benchmarks.micro.paired.worker LIBRARY`, where that is installed.

Each line of its input names a scenario, which is then repeated for a while; it answers with a line of JSON: CPU
microseconds for one unit, or an error. It needs nothing but the library, uvloop and the standard library.
"""

import asyncio
import json
import sys
import time
from typing import Any

from benchmarks.micro.paired import answers, bodies, conversations, lookups
from benchmarks.micro.paired.library import Library
from benchmarks.micro.paired.scenario import Scenario

SCENARIOS = lookups.SCENARIOS | bodies.SCENARIOS | answers.SCENARIOS | conversations.SCENARIOS
TURN_SECONDS = 0.05


class Turns:
    """A scenario that was checked, and how often it is repeated to last for a turn."""

    def __init__(self, scenario: Scenario, runner: asyncio.Runner) -> None:
        self._scenario = scenario
        self._runner = runner
        self._count = 1
        self._time()  # the first call also pays for what is built once
        while (seconds := self._time()) < TURN_SECONDS / 2:
            self._count *= 2 if seconds > TURN_SECONDS / 8 else 4

    def take(self) -> float:
        """Return CPU microseconds for one unit, the time of other threads included; the last answer is checked."""
        return self._time() / self._count / self._scenario.units * 1e6

    def _time(self) -> float:
        if self._scenario.is_sync:
            return self._time_sync()
        return self._runner.run(self._time_async())

    def _time_sync(self) -> float:
        act, answer = self._scenario.act, None
        begin = time.process_time()
        for _ in range(self._count):
            answer = act()
        seconds = time.process_time() - begin
        self._scenario.check(answer)
        return seconds

    async def _time_async(self) -> float:
        act, answer = self._scenario.act, None
        begin = time.process_time()
        for _ in range(self._count):
            answer = await act()
        seconds = time.process_time() - begin
        self._scenario.check(answer)
        return seconds


def build_loop() -> asyncio.AbstractEventLoop:
    import uvloop

    return uvloop.new_event_loop()


def main() -> None:
    library = Library(sys.argv[1])
    turns: dict[str, Turns] = {}
    with asyncio.Runner(loop_factory=build_loop) as runner:
        for line in sys.stdin:
            name = line.strip()
            answer: dict[str, Any]
            try:
                if name not in turns:
                    turns[name] = Turns(SCENARIOS[name](library), runner)
                answer = {"microseconds": turns[name].take()}
            except Exception as error:  # of whatever library: the comparison reports it
                answer = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
