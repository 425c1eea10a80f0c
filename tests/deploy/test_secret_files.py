"""`make secrets` makes what is missing, closed to others, and never touches what is there."""

import stat
import sys

import pytest

from cica.settings.environment import content_of
from deploy import secret_files


def test_every_file_is_closed_to_others_and_good_enough_for_production(tmp_path):
    folder = tmp_path / "secrets"

    made = secret_files.make(folder)

    assert set(made) == set(secret_files.TEXTS)
    assert stat.S_IMODE(folder.stat().st_mode) == secret_files.FOLDER_MODE
    for name in set(made) - {"redis_users"}:
        assert content_of(folder / name, variable=name)
    assert len((folder / "secret_key").read_text()) > 50


def test_files_that_share_a_password_agree(tmp_path):
    secret_files.make(tmp_path, database="db:5432", redis="cache:6379")

    password = (tmp_path / "database_password").read_text().strip()
    owner = (tmp_path / "owner_database_url").read_text().strip()
    assert owner == f"postgresql://cica:{password}@db:5432/cica"
    broker = (tmp_path / "broker_url").read_text().strip()
    assert broker == (tmp_path / "cache_url").read_text().strip().removesuffix("/1") + "/0"
    assert f">{broker.split(':')[2].split('@')[0]} " in (tmp_path / "redis_users").read_text()


def test_what_is_there_is_left(tmp_path):
    secret_files.make(tmp_path)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}

    assert secret_files.make(tmp_path) == []
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", sorted(secret_files.OF_THE_OWNER))
def test_what_was_closed_to_the_services_stays_closed(tmp_path, name):
    secret_files.make(tmp_path)
    (tmp_path / name).chmod(0o600)

    secret_files.make(tmp_path)

    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_half_of_a_pair_is_refused_rather_than_made_anew(tmp_path):
    secret_files.make(tmp_path)
    (tmp_path / "owner_database_url").unlink()

    with pytest.raises(SystemExit, match="database_password without owner_database_url"):
        secret_files.make(tmp_path)


def test_the_application_has_a_role_and_a_password_of_its_own(tmp_path):
    secret_files.make(tmp_path, database="db:5432")

    application = (tmp_path / "database_url").read_text().strip()
    assert application.startswith("postgresql://cica_app:")
    assert application.endswith("@db:5432/cica")
    assert (tmp_path / "database_password").read_text().strip() not in application


def test_what_only_the_operator_has_is_asked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["secret_files", str(tmp_path)])

    assert secret_files.main() == 1

    said = capsys.readouterr().out
    assert [name for name in secret_files.GIVEN if f"bring {tmp_path / name}" in said] == list(
        secret_files.GIVEN
    )

    for name in secret_files.GIVEN:
        (tmp_path / name).write_text("given")
    assert secret_files.main() == 0
    assert stat.S_IMODE((tmp_path / "email_url").stat().st_mode) == 0o640
