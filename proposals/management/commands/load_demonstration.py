"""`manage.py load_demonstration`: proposals in every stage, carried there by the demonstration accounts."""

from typing import Any

from django.core.management.base import BaseCommand

from members.demonstration import make_demonstration_accounts
from proposals.demonstration.loading import Loaded, load
from proposals.models import Proposal
from records import clock

SAID = {
    Loaded.NOW: "The demonstration was loaded: {count} proposals.",
    Loaded.BEFORE: "The demonstration is there already: {count} proposals. Nothing was changed.",
    Loaded.NOT: "The record has proposals of its own, so no demonstration was loaded.",
}


class Command(BaseCommand):
    """Makes the demonstration accounts and loads the proposals, each once."""

    help = "Make the demonstration accounts, and carry proposals to every stage by their acts; once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was done."""
        make_demonstration_accounts(on=clock.now().date())
        loaded = load()
        count = Proposal.objects.filter(is_demonstration=True).count()
        self.stdout.write(SAID[loaded].format(count=count))
