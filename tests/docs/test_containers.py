"""The files in docs/deployment are well-formed, and agree with each other and with the server.

That they do what they say is shown by tests/compat/packages/test_deployment.py, where PostgreSQL's driver is installed.
"""

import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from fireweed.cli.serve import build_run_command
from kit.dockerfile import Instruction, get_last, parse_dockerfile

ROOT = Path(__file__).parents[2]
DEPLOYMENT = ROOT / "docs/deployment"
COMMAND = ["fw", "run", "main.py", "--port", "80", "--workers", "4", "--proxy-headers"]


@pytest.fixture
def stages() -> list[list[Instruction]]:
    return parse_dockerfile(DEPLOYMENT / "Dockerfile")


@pytest.fixture
def pod() -> dict[str, Any]:
    deployment, _service = read_manifests()
    pod: dict[str, Any] = deployment["spec"]["template"]["spec"]
    return pod


def read_compose() -> dict[str, Any]:
    compose: dict[str, Any] = yaml.safe_load((DEPLOYMENT / "compose.yaml").read_text())
    return compose


def read_manifests() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOYMENT / "kubernetes.yaml").read_text()))


def read_options() -> click.Context:
    return build_run_command().make_context("run", COMMAND[2:], resilient_parsing=False)


def find_paths() -> set[str]:
    """The paths of the program, which cannot be imported here."""
    return set(re.findall(r'@app\.get\("([^"]+)"', (DEPLOYMENT / "main.py").read_text()))


def test_image_has_a_slim_base_in_each_of_its_stages(stages: list[list[Instruction]]) -> None:
    bases = [stage[0].arguments for stage in stages]

    assert len(bases) == 2
    assert all(re.fullmatch(r"python:3\.\d+-slim( AS \w+)?", base) for base in bases)


def test_image_takes_what_there_is(stages: list[list[Instruction]]) -> None:
    copied = [instruction.arguments.split() for stage in stages for instruction in stage if instruction.name == "COPY"]

    sources = {source for words in copied if not words[0].startswith("--from=") for source in words[:-1]}

    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []
    allowed = set((DEPLOYMENT / "Dockerfile.dockerignore").read_text().splitlines())
    assert {f"!{source}" for source in sources} <= allowed


def test_image_takes_of_the_first_stage_what_is_made_there(stages: list[list[Instruction]]) -> None:
    (copied,) = [instruction.arguments for instruction in stages[1] if "--from=" in instruction.arguments]

    assert copied.split()[0] == f"--from={stages[0][0].arguments.rpartition(' AS ')[2]}"


def test_image_runs_its_command_as_a_user_without_rights(stages: list[list[Instruction]]) -> None:
    user, _, group = get_last(stages[1], "USER").arguments.partition(":")

    assert int(user) > 0
    assert int(group) > 0


def test_image_has_the_command_in_exec_form(stages: list[list[Instruction]]) -> None:
    assert get_last(stages[1], "CMD").read_command() == COMMAND


def test_command_has_options_that_exist() -> None:
    params = read_options().params

    assert (params["app"], params["port"], params["workers"], params["proxy_headers"]) == ("main.py", 80, 4, True)


def test_image_stops_by_the_signal_that_drains(stages: list[list[Instruction]]) -> None:
    assert get_last(stages[1], "STOPSIGNAL").arguments == "SIGTERM"


def test_health_check_asks_the_port_and_a_path_of_the_program(stages: list[list[Instruction]]) -> None:
    asked = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", " ".join(get_last(stages[1], "HEALTHCHECK").read_command()))

    assert asked is not None
    assert (int(asked[1]), get_last(stages[1], "EXPOSE").arguments) == (read_options().params["port"], asked[1])
    assert asked[2] in find_paths()


def test_compose_file_has_the_program_and_its_database() -> None:
    compose = read_compose()

    notes, database = compose["services"]["notes"], compose["services"]["database"]
    context = (DEPLOYMENT / notes["build"]["context"]).resolve()
    assert (context, (context / notes["build"]["dockerfile"]).resolve()) == (ROOT, DEPLOYMENT / "Dockerfile")
    assert database["image"].startswith("postgres:")
    assert notes["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "pg_isready" in " ".join(database["healthcheck"]["test"])


def test_compose_file_mounts_what_there_is() -> None:
    compose = read_compose()

    sources = [volume.split(":")[0] for volume in compose["services"]["database"]["volumes"]]

    assert {source for source in sources if not source.startswith(".")} == set(compose["volumes"])
    assert all((DEPLOYMENT / source).is_file() for source in sources if source.startswith("."))


def test_compose_file_names_no_password() -> None:
    compose = read_compose()

    assert compose["services"]["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert ":${POSTGRES_PASSWORD:?" in compose["services"]["notes"]["environment"]["DATABASE_URL"]


def test_manifests_belong_together() -> None:
    deployment, service = read_manifests()

    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert (deployment["apiVersion"], deployment["kind"]) == ("apps/v1", "Deployment")
    assert (service["apiVersion"], service["kind"]) == ("v1", "Service")
    assert deployment["spec"]["selector"]["matchLabels"] == service["spec"]["selector"] == labels


def test_pod_has_the_port_of_the_command(pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]
    _deployment, service = read_manifests()

    assert container["ports"] == [{"name": "http", "containerPort": read_options().params["port"]}]
    assert service["spec"]["ports"][0]["targetPort"] == "http"
    assert "command" not in container
    assert "args" not in container


@pytest.mark.parametrize(
    ("probe", "path"), [("startupProbe", "/health"), ("livenessProbe", "/health"), ("readinessProbe", "/ready")]
)
def test_pod_is_probed_at_paths_of_the_program(pod: dict[str, Any], probe: str, path: str) -> None:
    asked = pod["containers"][0][probe]["httpGet"]

    assert asked == {"path": path, "port": "http"}
    assert path in find_paths()


def test_pod_has_no_rights(pod: dict[str, Any], stages: list[list[Instruction]]) -> None:
    user, context = get_last(stages[1], "USER").arguments, pod["securityContext"]

    assert context["runAsNonRoot"] is True
    assert f"{context['runAsUser']}:{context['runAsGroup']}" == user
    assert pod["containers"][0]["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_both_have_longer_to_stop_than_the_server_takes(pod: dict[str, Any]) -> None:
    # The lifespan has five seconds at least after the requests.
    takes = read_options().params["graceful_shutdown_timeout"] + 5
    waits = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]

    assert pod["terminationGracePeriodSeconds"] > takes + waits
    assert int(read_compose()["services"]["notes"]["stop_grace_period"].removesuffix("s")) > takes
