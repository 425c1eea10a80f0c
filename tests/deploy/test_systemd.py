"""The units of an installation without Docker start what docker-compose.yml starts."""

import configparser
import shlex
import shutil
import subprocess

import pytest

from deploy import compose

UNITS = compose.ROOT / "deploy" / "systemd"
SERVICES = {
    "web": "cica-web@",
    "worker": "cica-worker",
    "courier": "cica-courier",
    "scheduler": "cica-scheduler",
}


def unit(name):
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str
    parser.read(UNITS / f"{name}.service")
    return parser


@pytest.mark.parametrize("service", SERVICES)
def test_a_unit_starts_the_command_of_the_compose_file(service):
    program, *words = shlex.split(unit(SERVICES[service])["Service"]["ExecStart"])
    given = compose.read()["services"][service]["command"]

    assert [program.rpartition("/")[2], *words][: len(given)] == given
    assert all(word.startswith(("--hostname", "worker@", "courier@")) for word in words[len(given) - 1 :])


def test_every_service_but_what_others_bring_has_a_unit():
    wanted = {name.partition("@")[0].removesuffix(".service") for name in target()["Unit"]["Wants"].split()}

    assert wanted == {path.stem.rstrip("@") for path in UNITS.glob("*.service")}


def target():
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(UNITS / "cica.target")
    return parser


def test_the_environment_names_what_the_compose_file_gives():
    lines = (UNITS / "environment").read_text().splitlines()
    named = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}

    assert set(compose.read()["services"]["worker"]["environment"]) <= named


@pytest.mark.parametrize("path", sorted(UNITS.glob("*.service")), ids=lambda path: path.stem)
def test_nobody_has_rights_that_he_does_not_need(path):
    service = unit(path.stem)["Service"]

    assert service["User"] == "cica"
    assert service["NoNewPrivileges"] == service["PrivateTmp"] == "true"
    assert service["CapabilityBoundingSet"] == ("CAP_NET_BIND_SERVICE" if path.stem == "cica-proxy" else "")
    assert service["Restart"] == "always"


def test_systemd_understands_them(tmp_path):
    if not (analyze := shutil.which("systemd-analyze")):
        pytest.skip("systemd is not on this machine")
    for path in UNITS.iterdir():
        text = (
            path.read_text().replace("/srv/cica/.venv/bin/", "/bin/").replace("/usr/sbin/nginx", "/bin/true")
        )
        words = ["granian", "celery"]
        for word in words:
            text = text.replace(f"/bin/{word} ", "/bin/true ")
        (tmp_path / path.name.replace("@.", "@8001.")).write_text(text)
    units = [str(path) for path in tmp_path.glob("*.service")]

    said = subprocess.run(
        [analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )

    ours = [line for line in said.stderr.splitlines() if str(tmp_path) in line]
    assert ours == []
