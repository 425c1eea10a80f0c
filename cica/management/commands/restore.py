"""`manage.py restore BACKUP --head NUMBER:HASH`: fill an empty database from a backup, prove and enter it."""

import sys
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cica.backup import BackupFault, enter, restore
from cica.roles import RolesFault, as_owner, settle_roles
from members.models import Account
from records.epochs import epochs
from records.models import Act
from records.register import KeptHead

NONE_KNOWN = "none-known"
ASKED = (
    "Acts that were entered after the backup are lost. Which is the last head of the register that is kept"
    f" outside (NUMBER:HASH, or {NONE_KNOWN})? "
)


class Command(BaseCommand):
    """Refuses a database that holds anything. Exits with 1 where the result is not what was backed up."""

    help = "Restore a backup into an empty database, prove it whole, and enter in its register what is lost."
    requires_system_checks = []  # some ask the database, which is empty

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder of one backup, and what is known of acts since."""
        parser.add_argument("backup", type=Path)
        parser.add_argument(
            "--head", metavar="NUMBER:HASH",
            help=f"the last head of the register known outside, or {NONE_KNOWN}; asked for at a terminal",
        )  # fmt: skip
        parser.add_argument(
            "--issued", type=int, default=0, metavar="NUMBER",
            help="the highest number of an act that anybody has seen, where it is beyond that head",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is there now, what is not, and whom to write to."""
        try:
            known = self._head(options["head"])
            with as_owner():
                now = restore(backup=options["backup"])
                settle_roles()
                act = enter(now, known=known, issued=options["issued"])
                lines = [*said_of(act), *whom_to_write_to()]
        except (BackupFault, RolesFault) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"{sum(now.rows.values())} rows of {len(now.rows)} tables are as they were;"
            f" {now.head_number} acts are sound, up to the hash {now.head_hash}"
        )
        for line in lines:
            self.stdout.write(line)

    def _head(self, said: str | None) -> KeptHead | None:
        """Return the head that is known outside, None for none; ask for it where nobody said."""
        if said is None and sys.stdin.isatty():
            said = input(ASKED)
        if not said:
            raise CommandError(
                f"Say --head NUMBER:HASH, the last head known outside, or --head {NONE_KNOWN}."
            )
        if said == NONE_KNOWN:
            return None
        try:
            return KeptHead.read(said)
        except ValueError as error:
            raise CommandError(str(error)) from error


def said_of(act: Act) -> list[str]:
    """Return what the act of restoration says, in lines for the operator."""
    facts = orjson.loads(act.payload)
    lost = facts.get("lost")
    return [
        f"Lost: acts {lost['from']} to {lost['to']}, since {facts['taken_at']}."
        if lost
        else "No act is lost.",
        f"Act {act.number} says so, and begins the epoch {epochs()[-1].name} of the register.",
        "All tokens, sessions and addresses of calendars have ended: make them anew.",
        "Passwords, rights and secrets of webhooks are those of the backup: look at what was changed since.",
    ]


def whom_to_write_to() -> list[str]:
    """Return a line for each participant, and the secretariat: any of them may have entered what is lost."""
    people = Account.objects.filter(is_active=True).exclude(email="").order_by("participant", "username")
    addresses: dict[str, list[str]] = {}
    for state, post, email in people.values_list("participant", "post", "email"):
        addresses.setdefault(state or post, []).append(email)
    lines = [f"  {who}: {', '.join(found)}" for who, found in addresses.items()]
    return ["Write to those who may have entered what is lost, and let them enter it again:", *lines]
