"""The README of the demo application is executed: its commands are run by a shell, its answers must come out."""

import re
from pathlib import Path

from kit.readme import Readme, run_steps

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+(Z|\+00:00)")


def test_commands_of_the_readme_give_its_answers(tmp_path: Path) -> None:
    readme = Readme("docs/examples/shop/README.md")
    steps = readme.read_steps()

    with readme.serve({"SHOP_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}"}) as port:
        answers = run_steps(steps, port)

    assert [MOMENT.sub("<moment>", answer) for answer in answers] == [
        MOMENT.sub("<moment>", step.answers) for step in steps
    ]
