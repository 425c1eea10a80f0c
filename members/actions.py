"""Every write of this room that means something."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from members.actor import Actor
from members.models import Account, Chairmanship, Participant
from members.transitions import ADMIT, ON_PARTICIPANT
from records.acts import ActType, Missing, perform
from records.models import Act
from records.refusals import NotVisible


def admit(*, actor: Actor, data: Mapping[str, Any], at: datetime) -> Act:
    """Admit a participant; its code is the act's `object_key`."""
    act, _entry = perform(ADMIT, actor=actor, subject=None, at=at, data=data)
    return act


@transaction.atomic
def act_on_participant(
    *,
    code: str,
    name: str,
    actor: Actor,
    data: Mapping[str, Any],
    at: datetime,
    precondition: Callable[[], None] = lambda: None,
) -> Act:
    """Perform the act `name` of `ON_PARTICIPANT` on the participant; raise NotVisible for none.

    `precondition` is asked with the participant locked; it raises Stale where the caller read another state.
    """
    act_type = ON_PARTICIPANT.get(name)
    # Every handover changes the last term, so all of them wait for one row; the last is read anew afterwards.
    list(Chairmanship.objects.select_for_update().order_by("pk").values_list("pk"))
    participant = Participant.objects.visible_to(actor).select_for_update().filter(code=code).first()
    if act_type is None or participant is None:
        raise NotVisible(_("There is nothing at this address."))
    precondition()
    act, _entry = perform(act_type, actor=actor, subject=participant, at=at, data=data)
    return act


def open_acts(participant: Participant, *, actor: Actor, at: datetime) -> list[ActType]:
    """Return the acts that `actor` may perform on the participant now."""
    return [
        act_type
        for act_type in ON_PARTICIPANT.values()
        if act_type.role_of(actor, participant) and not act_type.missing(participant, actor, at)
    ]


def missing_acts(participant: Participant, *, actor: Actor, at: datetime) -> list[tuple[ActType, Missing]]:
    """Return the acts that are the actor's but cannot be done now, each with what stands in the way."""
    theirs = (act_type for act_type in ON_PARTICIPANT.values() if act_type.role_of(actor, participant))
    found = ((act_type, act_type.missing(participant, actor, at)) for act_type in theirs)
    return [(act_type, missing) for act_type, missing in found if missing]


def update_profile(*, account: Account, language: str, time_zone: str) -> None:
    """Keep the account's language and time zone; no act of the procedure."""
    account.language = language
    account.time_zone = time_zone
    account.save(update_fields=["language", "time_zone"])
