"""What each act on experts writes. In the register an expert is its `public_id`, no personal data."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from cbms.models import Expert
from members.actor import Actor
from members.groups import CHAIR, OFFICES, SECRETARIAT
from records.act_types import Entry, Group

Fields = Mapping[str, Any]

DESIGNATING = Group("designating", _("the state that designates the expert"))
TOLD = (DESIGNATING, CHAIR, SECRETARIAT)
"""Whom each of these acts tells."""


def designate_expert(expert: Expert, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Enter a state's expert for measures and a term."""
    expert.state_id, expert.designated_at = actor.participant, at
    expert.email = body.get("email", "")
    for name in ("name", "post", "phone", "valid_from", "agreed_on"):
        setattr(expert, name, body[name])
    expert.valid_to = body["valid_to"] + timedelta(days=1)
    expert.save()
    expert.measures.set(body["measures"])
    codes = [measure.code for measure in body["measures"]]
    return _entry(
        expert,
        {
            "measures": codes,
            "from": body["valid_from"],
            "to": body["valid_to"],
            "agreed_on": body["agreed_on"],
        },
    )


def renew_expert(expert: Expert, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Let the term end later."""
    expert.valid_to = body["valid_to"] + timedelta(days=1)
    expert.save(update_fields=["valid_to"])
    return _entry(expert, {"to": body["valid_to"]})


def end_expert(expert: Expert, actor: Actor, body: Fields, at: datetime) -> Entry:
    """End the term with this day; one that has not begun yet never does."""
    expert.valid_to = max(at.date() + timedelta(days=1), expert.valid_from)
    expert.save(update_fields=["valid_to"])
    return _entry(expert, {"reason": body["reason"]})


def erase_expert(expert: Expert, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Remove the person and leave the acts; the term ends before this day, on which nobody is left."""
    expert.name = expert.post = expert.email = expert.phone = ""
    expert.valid_to = max(min(expert.valid_to, at.date()), expert.valid_from)
    expert.save(update_fields=["name", "post", "email", "phone", "valid_to"])
    return _entry(expert, {})


def _entry(expert: Expert, payload: Fields) -> Entry:
    return Entry(
        object_kind="expert",
        object_key=str(expert.public_id),
        payload={"state": expert.state_id, **payload},
        told={DESIGNATING: [expert.state_id], **OFFICES},
    )
