"""docker-compose.yml, Dockerfile and what surrounds them say what an operator relies on."""

import copy
import re
from pathlib import Path

import pytest
import yaml

from deploy import compose, secret_files

ROOT = compose.ROOT


@pytest.fixture
def file():
    return copy.deepcopy(compose.read())


def test_the_file_is_as_it_must_be(file):
    assert compose.faults(file) == []


def test_docker_agrees_where_it_answers():
    if (said := compose.docker_faults()) is None:
        pytest.skip("docker compose does not answer on this machine")

    assert said == ""


def spoil(file, path, value):
    *above, last = path.split(".")
    for name in above:
        file = file[name]
    if value is None:
        del file[last]
    else:
        file[last] = value


def waiting_for(service):
    return {service: {"condition": "service_healthy"}}


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("services.web.ports", ["8000:8000"], "web: the proxy publishes ports, and nothing else does"),
        ("services.proxy.ports", None, "proxy: the proxy publishes ports, and nothing else does"),
        ("services.web.privileged", True, "'privileged' was unexpected"),
        ("services.web.read_only", False, "True was expected"),
        ("services.web.cap_drop", [], "['ALL'] was expected"),
        ("services.redis.user", "0", "does not match"),
        ("services.postgres.deploy", None, "'deploy' is a required property"),
        ("services.worker.healthcheck", None, "worker: it must be watched and restarted"),
        ("services.worker.restart", "no", "worker: it must be watched and restarted"),
        ("services.migrate.restart", "unless-stopped", "migrate: it is done once, so it must not restart"),
        (
            "services.web.depends_on",
            {"migrate": {"condition": "service_healthy"}},
            "web: waits for migrate in the wrong way",
        ),
        ("services.web.depends_on", {"nobody": {"condition": "service_healthy"}}, "web: waits for nobody"),
        ("services.web.networks", ["nowhere"], "networks has no nowhere"),
        ("services.web.environment.SECRET_KEY", "in the file", "should not be valid"),
        ("services.web.image", "registry.example/cica:1", "does not match"),
        ("secrets.unused", {"file": "./secrets/unused"}, "secrets: nobody uses unused"),
        ("networks.back.internal", False, "network back leads outside"),
    ],
)
def test_what_must_not_be_is_found(file, path, value, fault):
    spoil(file, path, value)

    assert any(fault in found for found in compose.faults(file)), compose.faults(file)


def test_only_the_proxy_and_the_courier_reach_the_world(file):
    outside = {name for name, service in file["services"].items() if "outside" in service["networks"]}

    assert outside == {"proxy", "courier"}


def test_every_secret_is_one_that_make_secrets_makes_or_asks_for(file):
    assert set(file["secrets"]) == set(secret_files.TEXTS) | set(secret_files.GIVEN)


def test_every_queue_has_a_worker(file, settings):
    served = {
        words[words.index("--queues") + 1]
        for service in file["services"].values()
        if "--queues" in (words := service["command"])
    }

    assert served == {queue.name for queue in settings.CELERY_TASK_QUEUES}


def test_there_is_one_scheduler(file):
    assert file["services"]["scheduler"]["deploy"]["replicas"] == 1


def test_the_users_file_and_password_are_read_by_the_group_of_the_image(file):
    group = str(secret_files.GROUP)

    assert f"groupadd --gid {group}" in (ROOT / "Dockerfile").read_text()
    for service in file["services"].values():
        own_user = "user" in service
        assert service.get("group_add") == ([group] if own_user else None)


def test_variables_are_put_in_their_places():
    filled = compose.filled_in({"a": ["${X}-${Y:-instead}"]}, {"X": "given"})

    assert filled == {"a": ["given-instead"]}
    with pytest.raises(KeyError, match="say it"):
        compose.filled_in("${X:?say it}", {})


def instructions():
    """The Dockerfile's instructions, each on one line."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    return [line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#")]


def test_the_image_runs_as_nobody_important():
    users = [rest for word, rest in instructions() if word == "USER"]

    assert users == ["10001:10001"]


def test_the_image_takes_nothing_from_an_address_and_only_what_is_locked():
    steps = instructions()

    assert not [rest for word, rest in steps if word == "ADD" or "curl " in rest or "wget " in rest]
    installing = [rest for word, rest in steps if word == "RUN" and "pip install" in rest]
    assert installing == ["pip install --quiet --require-hashes --only-binary :all: -r /tmp/run.txt"]


def test_the_image_is_pinned_to_a_version_and_names_no_host():
    images = [rest.split()[0] for word, rest in instructions() if word == "FROM"]

    assert images == ["python:3.13-slim"] * 2


def test_the_image_says_whether_it_is_well():
    assert [rest for word, rest in instructions() if word == "HEALTHCHECK"]


def test_the_image_and_the_compose_file_start_the_same_web_server(file):
    started = next(rest for word, rest in instructions() if word == "CMD")

    assert yaml.safe_load(started) == file["services"]["web"]["command"]


def test_every_room_is_in_the_image_and_no_secret_is():
    """What .dockerignore lets through, by its own rule: everything is out but what is named."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_through = {line.removeprefix("!") for line in lines if line.startswith("!")}
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")}

    assert "*" in lines
    assert rooms <= let_through
    assert {path for path in let_through if not (ROOT / path).exists()} == set()
    assert not let_through & {"secrets", "var", "deploy", ".env", ".git"}


def test_what_an_operator_makes_is_never_committed():
    ignored = (ROOT / ".gitignore").read_text().split()

    assert {"/secrets/", "/backups/", "/.env"} <= set(ignored)


def test_the_documents_of_the_operator_name_every_variable(file):
    written = (ROOT / "docs" / "deployment.md").read_text()
    variables = set(compose.VARIABLE.findall(Path(compose.FILE).read_text()))

    assert {name for name, _kind, _rest in variables if name not in written} == set()


def test_only_what_migrates_knows_the_owner_of_the_tables(file):
    knowing = {
        name
        for name, service in file["services"].items()
        if "owner_database_url" in service.get("secrets", ())
        or "OWNER_DATABASE_URL_FILE" in service.get("environment", {})
    }
    assert knowing == {"migrate"}
