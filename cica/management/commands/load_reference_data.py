"""`manage.py load_reference_data`: bring the reference record of this release into the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cbms.provisions import read_again
from cbms.reference import load_catalogue, read_catalogue
from cica.management.alone import alone
from implementation.reference import load_papers, read_papers
from meetings.reference import load_meetings, read_meetings
from members.reference import load_members, read_members
from members.synchronisation import BadReference, Tally, removing_what_is_gone


class Command(BaseCommand):
    """Load all of it or, if one record is wrong, nothing. Running it again changes nothing."""

    help = "Load the reference data: participants, catalogue, official list, documents, meetings."

    def handle(self, *args: Any, **options: Any) -> None:
        """Report for each kind of record how many were added, changed and left."""
        try:
            with alone(), transaction.atomic(), removing_what_is_gone() as removed:
                tallies = load_members(read_members())
                tallies |= load_catalogue(read_catalogue())
                tallies |= load_papers(read_papers())
                tallies |= load_meetings(read_meetings())
        except BadReference as fault:
            raise CommandError(f"Nothing was loaded. {fault}") from fault
        read_again()
        if options["verbosity"]:
            self.stdout.writelines(line(kind, tally) + "\n" for kind, tally in tallies.items())
            self.stdout.writelines(f"removed, since no record is of it: {name}\n" for name in removed)


def line(kind: str, tally: Tally) -> str:
    """Return one line of the report."""
    text = f"{kind:<26}{tally.added:>4} added {tally.changed:>4} changed {tally.left:>4} left"
    if tally.removed:
        text += f" {tally.removed:>4} removed"
    if tally.kept:
        text += f"; kept as acts made them: {', '.join(tally.kept)}"
    return text
