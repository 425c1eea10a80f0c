"""`manage.py load_demonstration`: every room of the system alive, by acts of the demonstration accounts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exchange import demonstration as exchange
from implementation import demonstration as implementation
from meetings import demonstration as meetings
from members.demonstration import make_demonstration_accounts
from members.models import Participant
from notices.actions import keep_inside
from proposals.demonstration.cast import Cast
from proposals.demonstration.loading import Loaded, load
from proposals.models import Proposal
from records import clock
from records.models import RegisterHead

MAILED = 6
"""So many of the last acts are told by e-mail too: a mailbox to look at, and not ten thousand letters."""

SAID = {
    Loaded.NOW: "The demonstration was loaded: {count} proposals.",
    Loaded.BEFORE: "The demonstration is there already: {count} proposals. Nothing was changed.",
    Loaded.NOT: "The record has proposals of its own, so no demonstration was loaded.",
}


class Command(BaseCommand):
    """Makes the demonstration accounts and loads each room's part, from the ground up, each once."""

    help = "Make the demonstration accounts, and let them carry out what the demonstration shows; once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was done."""
        if not Participant.objects.exists():
            raise CommandError("There is nobody to play it yet; load_reference_data comes first.")
        make_demonstration_accounts(on=clock.now().date())
        before = RegisterHead.objects.get().number
        loaded = load()
        more = ""
        if loaded != Loaded.NOT:
            exchange.load(Cast())
            implementation.load()
            more = f"It holds {meetings.load()} meetings.\n"
        count = Proposal.objects.filter(is_demonstration=True).count()  # rooms above have made some as well
        self.stdout.write(f"{SAID[loaded].format(count=count)}\n{more}")
        keep_inside(after=before, but_last=MAILED, at=clock.now())
