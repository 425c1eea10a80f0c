"""docker-compose.yml as this repository means it: its rules, and the commands that it gives its services."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docker-compose.yml"
SCHEMA = ROOT / "deploy" / "compose.schema.json"
EXAMPLE = {"CICA_HOST": "cbm.example"}
# ${NAME}, ${NAME:-instead}, ${NAME:?what is missing}
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")
ONE_SHOT = {"migrate", "backup"}
PROXY = "proxy"


def read(path: Path = FILE) -> dict[str, Any]:
    """The file with its anchors resolved and its variables as they are written."""
    return yaml.safe_load(path.read_text())


def filled_in(value: Any, variables: Mapping[str, str]) -> Any:
    """Put variables in their places, as Docker does; raises `KeyError` for one that must be given."""
    if isinstance(value, dict):
        return {key: filled_in(inner, variables) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled_in(inner, variables) for inner in value]
    return VARIABLE.sub(lambda match: _value_of(match, variables), value) if isinstance(value, str) else value


def _value_of(match: re.Match, variables: Mapping[str, str]) -> str:
    name = match["name"]
    if variables.get(name):
        return variables[name]
    if match["kind"] == "-":
        return match["rest"]
    raise KeyError(f"{name}: {match['rest'] or 'not given'}")


def faults(compose: dict[str, Any]) -> list[str]:
    """Everything that is not as this repository means it; one line each."""
    schema = json.loads(SCHEMA.read_text())
    broken = [
        f"{'.'.join(map(str, error.absolute_path)) or 'the file'}: {error.message}"
        for error in Draft202012Validator(schema).iter_errors(compose)
    ]
    return broken or list(loose_ends(compose))


def loose_ends(compose: dict[str, Any]) -> Iterator[str]:
    """What a schema cannot say: names that lead nowhere, and how the services stand to each other."""
    for kind in ["networks", "secrets", "volumes"]:
        used = {name for service in compose["services"].values() for name in names_in(service.get(kind, []))}
        yield from (f"{kind} has no {name}" for name in sorted(used - set(compose[kind])))
        yield from (f"{kind}: nobody uses {name}" for name in sorted(set(compose[kind]) - used))
    for name, service in compose["services"].items():
        yield from (f"{name}: {fault}" for fault in faults_of_service(name, service, compose["services"]))
    for name in ["front", "back"]:
        if not (compose["networks"].get(name) or {}).get("internal"):
            yield f"network {name} leads outside"


def faults_of_service(name: str, service: dict[str, Any], services: dict[str, Any]) -> Iterator[str]:
    for other, how in service.get("depends_on", {}).items():
        if other not in services:
            yield f"waits for {other}, which there is not"
        elif (how["condition"] == "service_completed_successfully") != (other in ONE_SHOT):
            yield f"waits for {other} in the wrong way"
    if ("ports" in service) != (name == PROXY):
        yield "the proxy publishes ports, and nothing else does"
    if name in ONE_SHOT and service["restart"] != "no":
        yield "it is done once, so it must not restart"
    if name not in ONE_SHOT and (service["restart"] == "no" or "healthcheck" not in service):
        yield "it must be watched and restarted"


def names_in(entries: list[str]) -> set[str]:
    """What a service's entries name of the file, as a path and a variable do not."""
    return {entry.partition(":")[0] for entry in entries if not entry.startswith((".", "/", "$"))}


def docker_faults() -> str | None:
    """What `docker compose config` objects to, "" for nothing; None where it does not answer here."""
    docker = shutil.which("docker")
    environment = os.environ | EXAMPLE
    if (
        not docker
        or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode
    ):
        return None
    config = [docker, "compose", "--file", str(FILE), "config", "--quiet"]
    said = subprocess.run(config, env=environment, capture_output=True, text=True, check=False)
    return said.stderr.strip() if said.returncode else ""
