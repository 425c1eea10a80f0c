"""Writing notices: called by the register for every act, within the act's transaction."""

from django.db import transaction

from notices import bell
from notices.models import Notice, OutboxEntry
from records.models import Act


def tell(act: Act, told: frozenset[str]) -> None:
    """Write one notice of `act` for each addressee in `told`, and what is to become of them outside."""
    Notice.objects.bulk_create(
        Notice(act=act, addressee=addressee, created_at=act.at) for addressee in sorted(told)
    )
    OutboxEntry.objects.create(act=act)
    transaction.on_commit(bell.ring, robust=True)
