"""What the acts on meetings are taken on, and convening one."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from meetings.dossier import MeetingDossier
from meetings.models import Meeting
from meetings.revisions import revision_for
from meetings.transitions import CONVENE_MEETING, CONVENE_SESSION, CONVENING, ON_MEETING
from members.actor import Actor
from records.act_fields import ON_BEHALF
from records.door import Body, New, Rows, Taken, take
from records.refusals import Invalid, NotYours


def _dossier(meeting: Meeting, actor: Actor, data: Body) -> MeetingDossier:
    """Know who asks, and by which note: so are the acts on proposals entered that the meeting's act calls."""
    note = {field: data[field] for field in ON_BEHALF if data.get(field)} if isinstance(data, Mapping) else {}
    return MeetingDossier(meeting, speaker=actor, note=note)


def _revision(dossier: MeetingDossier, actor: Actor) -> int:
    return revision_for(dossier.meeting, actor)


MEETINGS = Rows(model=Meeting, key="reference", acts=ON_MEETING, know=_dossier, revision=_revision)
"""The meetings, and the acts on one: with what an act calls on proposals, all or nothing."""


def convene(*, actor: Actor, data: Mapping[str, Any]) -> Taken:
    """Convene a meeting by the act of its kind."""
    made = new_meeting(actor=actor, data=data)
    (act,) = made.acts
    return take(act, made, actor=actor, data=data)


def new_meeting(*, actor: Actor, data: Mapping[str, Any]) -> New:
    """Return a meeting that is convened; its `kind` decides by which act, and so who may."""
    kind = data.get("kind") if isinstance(data, Mapping) else None
    if not isinstance(kind, str) or kind not in CONVENING:
        _refuse_who_convenes_nothing(actor)
        raise Invalid({"kind": [_("Name the kind of meeting.")]})
    return New((CONVENING[kind],), MeetingDossier(Meeting(kind=kind, stage="")))


def _refuse_who_convenes_nothing(actor: Actor) -> None:
    """Tell who may convene before what is wrong with the body, as every act does."""
    if not any(act.role_of(actor, None) for act in (CONVENE_SESSION, CONVENE_MEETING)):
        raise NotYours(CONVENE_SESSION.why_not_yours(actor), rule=CONVENE_SESSION.rule)
