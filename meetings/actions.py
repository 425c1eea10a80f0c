"""The writes to meetings: convening one, and the acts of the table on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.dossier import Dossier
from meetings.models import Meeting
from meetings.revisions import revision_for
from meetings.transitions import CONVENE_MEETING, CONVENE_SESSION, CONVENING, ON_MEETING, MeetingAct
from members.actor import Actor
from records.act_fields import ON_BEHALF
from records.acts import perform
from records.models import Act
from records.refusals import Invalid, NotVisible, NotYours, Stale


def convene(*, actor: Actor, data: Mapping[str, Any], at: datetime) -> tuple[Meeting, Act]:
    """Convene a meeting; its `kind` decides by which act, and so who may."""
    kind = data.get("kind") if isinstance(data, Mapping) else None
    if not isinstance(kind, str) or kind not in CONVENING:
        _refuse_who_convenes_nothing(actor)
        raise Invalid({"kind": [_("Name the kind of meeting.")]})
    return _convened(CONVENING[kind], kind, actor=actor, data=data, at=at)


def _refuse_who_convenes_nothing(actor: Actor) -> None:
    """Tell who may convene before what is wrong with the body, as every act does."""
    if not any(act.role_of(actor, None) for act in (CONVENE_SESSION, CONVENE_MEETING)):
        raise NotYours(CONVENE_SESSION.why_not_yours(actor), rule=CONVENE_SESSION.rule)


def _convened(
    act_type: MeetingAct, kind: str, *, actor: Actor, data: Mapping[str, Any], at: datetime
) -> tuple[Meeting, Act]:
    dossier = Dossier(Meeting(kind=kind, stage=""))
    act, _entry = perform(act_type, actor=actor, subject=dossier, at=at, data=data)
    return dossier.meeting, act


@transaction.atomic
def act_on_meeting(
    *,
    reference: str,
    name: str,
    actor: Actor,
    data: Mapping[str, Any],
    at: datetime,
    expected_revision: int | None = None,
) -> Act:
    """Perform the act `name` of `ON_MEETING` on a meeting, and what it calls on proposals, all or nothing.

    `expected_revision` is the `revision_for` this actor that was last read (Stale if it has changed). Raises
    NotVisible, NotYours, NotNow, Invalid.
    """
    visible = Meeting.objects.visible_to(actor).select_for_update(of=("self",))
    meeting = visible.filter(reference=reference).first()
    if meeting is None or name not in ON_MEETING:
        raise NotVisible(_("There is nothing at this address."))
    if expected_revision is not None and expected_revision != revision_for(meeting, actor):
        raise Stale(_("The meeting has changed since you read it; read it again."))
    note = {field: data[field] for field in ON_BEHALF if data.get(field)} if isinstance(data, Mapping) else {}
    dossier = Dossier(meeting, speaker=actor, note=note)
    act, _entry = perform(ON_MEETING[name], actor=actor, subject=dossier, at=at, data=data)
    return act
