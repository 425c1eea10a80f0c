"""A migration that was released keeps its text; one that was not may change."""

import shutil
import subprocess
import tomllib

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cica.frozen import NAME, Lock, migrations, read_lock


@pytest.fixture
def tree(tmp_path, settings):
    """A tree with two migrations, released as 1.0."""
    settings.BASE_DIR, settings.VERSION = tmp_path, "1.0"
    folder = tmp_path / "rooms" / "migrations"
    folder.mkdir(parents=True)
    for name in ["__init__", "0001_initial", "0002_doors"]:
        (folder / f"{name}.py").write_text(f"# {name}\n")
    (tmp_path / NAME).write_text(str(Lock("0.9", {})))
    freeze()
    return tmp_path


def freeze(**options):
    call_command("freeze_migrations", verbosity=0, **options)


def migration(tree, name):
    return tree / "rooms" / "migrations" / f"{name}.py"


def test_the_released_migrations_of_this_tree_are_as_they_were():
    assert read_lock().faults(migrations(), version=settings.VERSION) == []


def test_the_lock_is_what_sha256sum_reads(tree):
    done = subprocess.run(
        [shutil.which("sha256sum"), "--check", "--strict", NAME],
        cwd=tree, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout.count(": OK")) == (0, 2), done.stderr


def test_a_changed_one_is_refused_by_the_check_and_by_the_next_release(tree):
    migration(tree, "0001_initial").write_text("# 0001_initial, better\n")

    for options in [{"check": True}, {"check": False}]:
        with pytest.raises(CommandError, match=r"rooms/migrations/0001_initial.py is released and changed"):
            freeze(**options)


def test_a_missing_one_is_refused(tree):
    migration(tree, "0002_doors").unlink()

    with pytest.raises(CommandError, match=r"rooms/migrations/0002_doors.py is released and missing"):
        freeze(check=True)


def test_a_new_one_may_change_until_it_is_released(tree, settings):
    for text in ["# windows\n", "# better windows\n"]:
        migration(tree, "0003_windows").write_text(text)
        freeze(check=True)

    settings.VERSION = "1.1"
    freeze()
    migration(tree, "0003_windows").write_text("# other windows\n")

    with pytest.raises(CommandError, match=r"rooms/migrations/0003_windows.py is released and changed"):
        freeze(check=True)


def test_a_version_that_has_not_frozen_its_migrations_is_refused(tree, settings):
    settings.VERSION = "1.1"

    with pytest.raises(
        CommandError, match=r"1\.1 has not frozen its migrations: manage.py freeze_migrations"
    ):
        freeze(check=True)


def test_the_version_is_that_of_pyproject_and_of_the_newest_entry_of_the_changelog():
    written = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
    entries = [
        line
        for line in (settings.BASE_DIR / "CHANGELOG.md").read_text().splitlines()
        if line.startswith("## ") and line != "## [Unreleased]"
    ]

    assert written == settings.VERSION
    assert entries[0].startswith(f"## [{written}] - ")
