"""The virtual environments: Fireweed's, and the peers', which share with it the packages that both stand on."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.compare.errors import SetupError
from benchmarks.compare.peers import (
    PEER_PACKAGES,
    SHARED_PACKAGES,
    SHARED_SERVER_PACKAGES,
    STARLETTE_PACKAGES,
    STARLETTE_SHARED_PACKAGES,
)

REPOSITORY = Path(__file__).resolve().parents[2]
WORK = REPOSITORY / ".bench"

_READ_VERSIONS = """
import importlib.metadata, json, platform, sys
versions = {"python": platform.python_version()}
for name in sys.argv[1:]:
    try:
        versions[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pass
print(json.dumps(versions))
"""


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment, known by the directory of its programs."""

    bin: Path

    def read_versions(self, packages: Sequence[str]) -> dict[str, str]:
        """The versions of Python and of those of `packages` that are installed."""
        versions: dict[str, str] = json.loads(_run([self.bin / "python", "-c", _READ_VERSIONS, *packages]))
        return versions


def build_fireweed_environment(python: str | None) -> Environment:
    """The environment that runs this programme or, with `python`, one of that interpreter with Fireweed in it."""
    if python is None:
        return Environment(Path(sys.executable).parent)
    return _build(f"fireweed-{_read_tag(python)}", python, ["--editable", str(REPOSITORY)])


def build_peer_environment(python: str | None, fireweed: Environment) -> Environment:
    """The peers' environment: what Fireweed's has of the shared packages is installed there in the same version."""
    python = python or sys.executable
    shared = fireweed.read_versions(SHARED_PACKAGES)
    pins = [f"{name}=={shared[name]}" for name in SHARED_PACKAGES if name in shared]
    return _build(f"venv-{_read_tag(python)}", python, [*PEER_PACKAGES, *pins])


def build_starlette_environment(fireweed: Environment) -> Environment:
    """An environment with Starlette and what its forms, sessions and test client need, for the paired table of `micro`.

    It is not the one of the peers, whose memory is measured.
    """
    shared = fireweed.read_versions(SHARED_PACKAGES)
    pins = [f"{name}=={shared[name]}" for name in STARLETTE_SHARED_PACKAGES if name in shared]
    return _build(f"starlette-{_read_tag(sys.executable)}", sys.executable, [*STARLETTE_PACKAGES, *pins])


def build_server_environment(packages: Sequence[str], fireweed: Environment) -> Environment:
    """An environment with other servers, for the comparison of `server`; their uvloop and httptools are Fireweed's."""
    shared = fireweed.read_versions(SHARED_SERVER_PACKAGES)
    pins = [f"{name}=={shared[name]}" for name in SHARED_SERVER_PACKAGES if name in shared]
    return _build(f"servers-{_read_tag(sys.executable)}", sys.executable, [*packages, *pins])


def _build(name: str, python: str, requirements: Sequence[str]) -> Environment:
    directory, wanted = WORK / name, "\n".join(requirements)
    environment, stamp = Environment(directory / "bin"), directory / "requirements.txt"
    if not stamp.is_file() or stamp.read_text() != wanted:
        print(f"Building {directory.relative_to(REPOSITORY)} ...", file=sys.stderr)
        _run([python, "-m", "venv", "--clear", "--without-pip", directory])
        _run([sys.executable, "-m", "pip", "--python", environment.bin / "python", "install", *requirements])
        (WORK / ".gitignore").write_text("*\n")
        stamp.write_text(wanted)
    return environment


def _read_tag(python: str) -> str:
    return _run([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).strip()


def _run(command: Sequence[str | Path]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except FileNotFoundError as error:
        raise SetupError(f"There is no program {command[0]}") from error
    except subprocess.CalledProcessError as error:
        raise SetupError(f"{' '.join(map(str, command))} failed:\n{error.stderr.strip()}") from error
