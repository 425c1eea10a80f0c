"""Upgrades: two at once, interrupted, and in the middle of the work."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from faults.kinds.base import Fault, Scene, Wrong
from faults.parts import Part

LIMIT = 600  # seconds for one command, on a slow machine
SHAPE = """
    SELECT 'column', c.table_name || '.' || c.column_name || ' ' || c.data_type || ' ' || c.is_nullable
    FROM information_schema.columns c WHERE c.table_schema = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'trigger', tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'migration', app || '.' || name FROM django_migrations
    ORDER BY 1, 2
"""
"""Everything that makes up a database's shape, a line each."""


@contextmanager
def migrated_twice_at_once(scene: Scene) -> Iterator[None]:
    """Let two deployments begin on one empty database at the same moment."""
    with _empty_database(scene) as address:
        _twice(scene, address, "migrate")
        _must_be_whole(scene, address)
    yield


@contextmanager
def migration_interrupted(scene: Scene) -> Iterator[None]:
    """Kill -9 a migration at a random point, and run it again."""
    with _empty_database(scene) as address:
        first = _begun(scene, address, "migrate", number=1)
        scene.pause(1.5, 6)
        scene.note("in the middle" if first.is_running else "after its end")
        first.kill()
        if (ended := _begun(scene, address, "migrate", number=2).wait(LIMIT)) != 0:
            raise Wrong(f"the migration run again ended with {ended}")
        _must_be_whole(scene, address)
    yield


@contextmanager
def upgraded_in_use(scene: Scene) -> Iterator[None]:
    """Run the commands of an upgrade, twice at once, on the database in use."""
    address = scene.system.database.address()
    for command in ("migrate", "load_reference_data"):
        _twice(scene, address, command)
    yield


def _twice(scene: Scene, address: str, command: str) -> None:
    """Begin a command twice at once; both must end well."""
    both = [_begun(scene, address, command, number=number) for number in (1, 2)]
    ended = [one.wait(LIMIT) for one in both]
    if any(ended):
        raise Wrong(f"{command}, twice at once, ended with {ended}")


@contextmanager
def _empty_database(scene: Scene) -> Iterator[str]:
    database, name = scene.system.database, "faults_upgrade"
    database.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    database.execute(f"CREATE DATABASE {name}")
    try:
        yield database.address(name)
    finally:
        database.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _begun(scene: Scene, address: str, command: str, *, number: int) -> Part:
    part = scene.system.manage(f"{command} {number}", command, DATABASE_URL=address)
    part.start()
    return part


def _must_be_whole(scene: Scene, address: str) -> None:
    """Compare the shape with that of the database in use."""
    database = scene.system.database
    found = set(database.execute(SHAPE, on=urlsplit(address).path.lstrip("/")))
    wanted = set(database.execute(SHAPE))
    if found != wanted:
        raise Wrong(f"the migrated database differs: {sorted(found ^ wanted)[:3]}")


UPKEEP = (
    Fault(name="two migrations at once", happens=migrated_twice_at_once),
    Fault(name="migration interrupted and run again", happens=migration_interrupted),
    Fault(name="upgrade commands twice at once, in use", happens=upgraded_in_use, is_unseen=True),
)
