"""What a Dockerfile says: its instructions, stage by stage, by the syntax of Docker's reference."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

INSTRUCTION = re.compile(
    r"(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR) +(\S.*)"
)


@dataclass(frozen=True, slots=True)
class Instruction:
    name: str
    arguments: str

    def read_command(self) -> list[str]:
        """The command in exec form, with which no shell stands between it and its signals; ValueError if it is not."""
        command = json.loads(self.arguments.rpartition("CMD ")[2])
        if not (isinstance(command, list) and all(isinstance(word, str) for word in command)):
            raise ValueError(f"not in exec form: {self.arguments}")
        return command


def parse_dockerfile(path: Path) -> list[list[Instruction]]:
    """The stages of a Dockerfile, each of which begins with its FROM; ValueError for what is no instruction."""
    lines = [line for line in path.read_text().splitlines() if line.strip() and not line.lstrip().startswith("#")]
    stages: list[list[Instruction]] = []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        found = INSTRUCTION.fullmatch(line)
        if found is None:
            raise ValueError(f"not an instruction: {line}")
        if found[1] == "FROM":
            stages.append([])
        stages[-1].append(Instruction(found[1], found[2]))
    return stages


def get_last(stage: list[Instruction], name: str) -> Instruction:
    """The instruction of that name that counts; LookupError if there is none."""
    for instruction in reversed(stage):
        if instruction.name == name:
            return instruction
    raise LookupError(f"no {name}")
