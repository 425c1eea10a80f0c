"""The deadlines of experts: a term that runs asks to be renewed before it ends."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from cbms.models import Expert
from cbms.transitions import END_EXPERT, RENEW_EXPERT
from deadlines.running import Deadline
from members.actor import Actor
from records.addresses import address_of
from records.models import Act

COLUMNS = ("public_id", "state", "name", "valid_to", "designated_at", "renewed_at", "codes")


def source(actor: Actor, at: datetime) -> Iterator[Deadline]:
    """Yield the end of each running term, in one query."""
    running = Expert.objects.visible_to(actor).on(at.date()).exclude(name="")
    key = Cast("public_id", CharField())
    told = running.annotate(key=key).annotate(
        codes=StringAgg("measures__code", ", ", order_by="measures__code"),
        renewed_at=Act.objects.latest_at("expert", "key", (RENEW_EXPERT.name, END_EXPERT.name)),
    )
    for expert in told.values_list(*COLUMNS, named=True):
        yield Deadline(
            kind="expert_term",
            uid=f"expert_term/{expert.public_id}",
            title=_("Renew the term of the expert %(name)s, or let it end.") % {"name": expert.name},
            object_kind="expert",
            object_key=str(expert.public_id),
            url=address_of("expert", expert.public_id),
            act=RENEW_EXPERT.name,
            act_url=address_of("expert-act", expert.public_id, RENEW_EXPERT.name),
            rule=RENEW_EXPERT.rule,
            due_at=datetime.combine(expert.valid_to, time.min, UTC),
            set_at=expert.renewed_at or expert.designated_at,
            owed_by=(expert.state,),
            measure=expert.codes or "",
        )
