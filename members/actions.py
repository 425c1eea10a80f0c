"""Every write of this room that means something."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from members.actor import Actor
from members.models import Account, Chairmanship, Participant
from members.transitions import ADMIT, ON_PARTICIPANT
from records.acts import ActType, Missing, perform, perform_on
from records.models import Act


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
    """Perform the act `name` of `ON_PARTICIPANT` on the participant, as `perform_on` does."""
    # Every handover changes the last term, so all of them wait for one row; the last is read anew afterwards.
    list(Chairmanship.objects.select_for_update().order_by("pk").values_list("pk"))
    _participant, act = perform_on(
        Participant.objects.visible_to(actor).filter(code=code), ON_PARTICIPANT, name,
        actor=actor, at=at, data=data, precondition=precondition,
    )  # fmt: skip
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
