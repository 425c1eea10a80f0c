"""That a Chair is nobody: a warning to the secretariat, and to the head who can name the Chair's office."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from deadlines.waiting import Waiting
from members.actor import Actor
from members.models import Account, Chairmanship
from members.querysets import in_force
from members.transitions import NAME_CHAIRS_OFFICE
from records.addresses import address_of


def unnamed(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Yield each term, that runs or is to come, whose state has nobody to act for the Chair; one query.

    The secretariat is told of those that it has entered; a term of the reference record is its state's.
    """
    names_it = actor.is_member and actor.is_head and actor.may_write
    if not (actor.is_secretariat or names_it):
        return
    today = at.date()
    office = Account.objects.filter(participant=OuterRef("state"), is_chairs_office=True, is_active=True)
    terms = Chairmanship.objects.filter(in_force(today) | Q(valid_from__gt=today)).filter(~Exists(office))
    terms = (
        terms.filter(changed_by_act=True) if actor.is_secretariat else terms.filter(state=actor.participant)
    )
    for term in terms.select_related("state").order_by("valid_from", "pk"):
        begins = datetime.combine(term.valid_from, time.min, tzinfo=UTC) if term.valid_from else None
        yield Waiting(
            sentence=_("Nobody is of the Chair's office of %(state)s: its head of delegation names it.")
            % {"state": term.state.name},
            url=f"{address_of('participant', term.state_id)}#accounts",
            due_at=begins if begins and begins > at else None,
            rule=NAME_CHAIRS_OFFICE.rule,
            act=NAME_CHAIRS_OFFICE.name,
        )
