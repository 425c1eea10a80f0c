"""What the acts of this room change. Called by `records.acts.perform` only."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.actor import Actor
from members.enums import Precision, Status
from members.groups import MEMBERS, SECRETARIAT
from members.models import Chairmanship, Participant, Period
from records.acts import Entry, Group

OBJECT_KIND = "participant"
PARTICIPANT = Group("participant", _("the participant"))
TOLD = (MEMBERS, PARTICIPANT, SECRETARIAT)
"""Whom each of these acts tells."""


def admit(subject: None, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """Make the participant and its first period."""
    names = {name: body[name] for name in ("name_en", "name_ru", "name_fr")}
    participant = Participant.objects.create(
        code=body["code"],
        kind=body["kind"],
        **names,
        name_sources=dict.fromkeys(("en", "ru", "fr"), body["decision"]),
        sort_name=Participant.sort_key(body["name_en"]),
        changed_by_act=True,
    )
    _begin(participant, body)
    return _entry(participant.code, at, {**_decided(body), "kind": body["kind"], "status": body["status"]})


def change_status(subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """End the status that the participant has on the day, and begin the new one unless it leaves."""
    on = body["effective_on"]
    ended = subject.periods.on(on).first()
    if ended is not None:
        _end(ended, on=on, decision="" if body["status"] else body["decision"])
    if body["status"]:
        _begin(subject, body)
    before = ended.status if ended else ""
    return _entry(subject.code, at, {**_decided(body), "from": before, "to": body["status"]})


def hand_over(subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """End the last term as Chair on the day and begin the subject's."""
    on = body["effective_on"]
    last = Chairmanship.objects.last_term()
    if last is not None and (last.valid_to is None or last.valid_to > on):
        last.valid_to = on
        last.changed_by_act = True
        last.save(update_fields=["valid_to", "changed_by_act"])
    Chairmanship.objects.create(state=subject, valid_from=on, decision=body["decision"], changed_by_act=True)
    before = last.state_id if last else ""
    return _entry(subject.code, at, {**_decided(body), "from": before, "to": subject.code})


def _end(period: Period, *, on: date, decision: str) -> None:
    period.ends_on = period.valid_to = on
    period.ends_precision = Precision.DAY
    period.end_decision = decision
    period.changed_by_act = True
    period.save(update_fields=["ends_on", "valid_to", "ends_precision", "end_decision", "changed_by_act"])


def _begin(participant: Participant, body: Mapping[str, Any]) -> None:
    Period.objects.create(
        participant=participant,
        status=body["status"],
        starts_on=body["effective_on"],
        starts_precision=Precision.DAY,
        valid_from=body["effective_on"],
        decision=body["decision"],
        changed_by_act=True,
    )


def _decided(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"effective_on": body["effective_on"], "decision": body["decision"]}


def _entry(code: str, at: datetime, payload: Mapping[str, Any]) -> Entry:
    """Tell every member state, the participant itself and the secretariat."""
    members = Participant.objects.with_status_on(at.date()).filter(status=Status.MEMBER)
    told = {
        MEMBERS: members.values_list("code", flat=True),
        PARTICIPANT: [code],
        SECRETARIAT: ["secretariat"],
    }
    return Entry(object_kind=OBJECT_KIND, object_key=code, payload=payload, told=told)
