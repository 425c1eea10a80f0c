"""What waits for a state on account of its experts: a term that is about to end asks to be renewed."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from cbms.guards import RULE
from cbms.models import Expert
from cbms.transitions import RENEW_EXPERT
from members.actor import Actor
from notices.waiting import Waiting

ASKED_BEFORE = timedelta(days=60)
"""How long before its end a term asks to be renewed."""


def renewals(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Yield each of the state's experts whose term ends soon."""
    if not actor.is_member:
        return
    today = at.date()
    ending = Expert.objects.on(today).filter(state=actor.participant, valid_to__lte=today + ASKED_BEFORE)
    for expert in ending.exclude(name="").order_by("valid_to", "pk"):
        yield Waiting(
            sentence=_("Renew the term of your expert %(name)s, or let it end.") % {"name": expert.name},
            url=reverse("expert-act", args=[expert.public_id, RENEW_EXPERT.name]),
            due_at=datetime.combine(expert.valid_to, time.min, UTC),
            rule=RULE,
            act=RENEW_EXPERT.name,
        )
