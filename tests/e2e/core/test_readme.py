"""The README of the notice board is executed: its commands are run by a shell, its answers must come out."""

from pathlib import Path

from kit.readme import Readme, run_steps


def test_commands_of_the_readme_give_its_answers(tmp_path: Path) -> None:
    readme = Readme("docs/examples/core/README.md")
    steps = readme.read_steps()

    with readme.serve({"TMPDIR": str(tmp_path)}) as port:
        answers = run_steps(steps, port)

    assert answers == [step.answers for step in steps]
    assert list(tmp_path.iterdir()) == []
