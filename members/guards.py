"""What must be so before a status or the Chairmanship changes: each answers with what stands in the way."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.actor import Actor
from members.enums import Post, Status
from members.models import Account, Chairmanship, Participant, Period
from members.querysets import in_force
from records.act_types import Missing
from records.addresses import address_of
from records.local_times import instant_in_words
from records.models import Act

CONSENSUS = "RoP 1(2)"
NEXT_CHAIR = "RoP 14.1.4"
A_WHILE = timedelta(minutes=5)
FURTHEST = timedelta(days=4 * 366)
"""How far ahead a change may be dated: the longest term that CICA has had (four years until 2009)."""


def is_new(subject: None, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """Only one that is not known yet is admitted; the status of the others changes."""
    if Participant.objects.filter(code=body["code"]).exists():
        sentence = _("“%(code)s” is known already: change its status instead.") % {"code": body["code"]}
        return Missing(sentence)
    return None


def is_near(subject: Any, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """A change is dated at most one longest term ahead."""
    if body["effective_on"] > at.date() + FURTHEST:
        return Missing(_("The change is dated more than four years ahead."))
    return None


def status_follows(
    subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """A status changes to another, later than the change before it."""
    last = subject.periods.order_by("-valid_from").first()
    on = body["effective_on"]
    if last is None:
        return None if body["status"] else Missing(_("It has no status that could end."))
    begun = last.valid_to or last.valid_from
    if on < begun or (on == begun and last.valid_to is None):
        sentence = _("Its last change took effect on %(day)s; a later one cannot be dated before that.")
        return Missing(sentence % {"day": date_format(begun)})
    if body["status"] == ("" if last.valid_to else last.status):
        return Missing(_("It has that status already."))
    return None


def keeps_the_chair(
    subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """A state that chairs on that day or later stays a member until it has handed over."""
    if body["status"] == Status.MEMBER:
        return None
    on = body["effective_on"]
    if subject.chairmanships.filter(in_force(on) | Q(valid_from__gt=on)).exists():
        return Missing(_("It holds the Chairmanship on that day: hand over the Chairmanship first."))
    return None


def is_not_chair(subject: Participant, actor: Actor, at: datetime) -> Missing | None:
    """The Chairmanship is handed over to another state than the one that holds it last."""
    last = Chairmanship.objects.last_term()
    if last is not None and last.state_id == subject.code:
        return Missing(_("The Chairmanship was handed over to it already."))
    return None


def is_member_then(
    subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """Only a member state takes the Chairmanship."""
    if Period.objects.on(body["effective_on"]).filter(participant=subject, status=Status.MEMBER).exists():
        return None
    return Missing(_("It is not a member state on that day."))


def term_follows(subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """A term begins after the one before it has begun."""
    last = Chairmanship.objects.last_term()
    if last is not None and last.valid_from is not None and body["effective_on"] <= last.valid_from:
        sentence = _("The last handover took effect on %(day)s; the next one must be later.")
        return Missing(sentence % {"day": date_format(last.valid_from)})
    return None


RIGHTS = ("post", "participant", "role", "is_chairs_office", "is_active")
"""What gives an account its rights. Nobody changes any of it in the own account."""


def is_not_ones_own(subject: Account, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """Nobody changes what the own account may do."""
    if str(subject.public_id) != actor.account or not _changed(subject, body):
        return None
    sentence = _("Nobody changes the rights of the own account: another administrator does.")
    return Missing(sentence)


def an_administrator_stays(
    subject: Account, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """The last administrator in use stays one; the caller has locked them all."""
    stays = body.get("post", subject.post) == Post.ADMINISTRATOR and body.get("is_active", subject.is_active)
    others = Account.objects.filter(post=Post.ADMINISTRATOR, is_active=True).exclude(pk=subject.pk)
    if stays or subject.post != Post.ADMINISTRATOR or not subject.is_active or others.exists():
        return None
    return Missing(_("It is the last administrator's account: there must be one in use."))


def changes_something(
    subject: Account, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """An act says what is new."""
    if any(getattr(subject, _column(name)) != value for name, value in body.items()):
        return None
    return Missing(_("Nothing would change."))


def can_get_mail(subject: Account, actor: Actor, at: datetime) -> Missing | None:
    """A link goes to an account in use that has an address."""
    if not subject.is_active:
        return Missing(_("The account is closed."))
    return None if subject.email else Missing(_("The account has no e-mail address."))


def is_sent_already(
    subject: Account, actor: Actor, body: Mapping[str, Any], at: datetime
) -> tuple[str, str] | None:
    """The way to a new password is sent once; who did not get it asks again a little later."""
    acts = Act.objects.history_for(actor, "account", key=str(subject.public_id))
    last = acts.filter(action="send-password-link", at__gt=at - A_WHILE).first()
    if last is None:
        return None
    sentence = _("The way to a new password was sent to %(name)s at %(at)s already.")
    return sentence % {"name": subject.username, "at": instant_in_words(last.at)}, address_of(
        "act", last.number
    )


def takes_rights_away(subject: Account, body: Mapping[str, Any]) -> bool:
    """Closing an account, or letting it act for another, ends its tokens, addresses and sessions for good."""
    closes = subject.is_active and body.get("is_active", True) is not True
    return closes or any(
        name in body and (body[name] or None) != (getattr(subject, _column(name)) or None)
        for name in ("post", "participant")
    )


def _changed(subject: Account, body: Mapping[str, Any]) -> list[str]:
    return [name for name in RIGHTS if name in body and getattr(subject, _column(name)) != body[name]]


def _column(name: str) -> str:
    return "participant_id" if name == "participant" else name
