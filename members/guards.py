"""What must be so before a status or the Chairmanship changes: each answers with what stands in the way."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.actor import Actor
from members.entries import last_entries, last_entry, value_of
from members.enums import Post, RecordEntry, Status
from members.models import Account, Chairmanship, Participant, Period
from members.querysets import in_force
from records.act_types import Missing
from records.addresses import address_of
from records.local_times import instant_in_words
from records.models import Act

YEAR = timedelta(days=366)
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


def is_far_ahead(
    subject: Participant | None, actor: Actor, body: Mapping[str, Any], at: datetime
) -> tuple[str, str] | None:
    """A day more than a year ahead is asked about: a mistyped year would lock the participant until then."""
    if body["effective_on"] <= at.date() + YEAR:
        return None
    sentence = _("%(day)s is more than a year ahead. Is that day meant?") % {
        "day": date_format(body["effective_on"])
    }
    return sentence, reverse("participant", args=[subject.code]) if subject else reverse("participant-list")


def name_follows(subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """A name is another, in use today, and came into use after the one before it."""
    on, last = body["effective_on"], subject.former_names.order_by("-valid_to").first()
    if on > at.date():
        return Missing(_("A new name is entered once it is in use."))
    if last and on <= last.valid_to:
        sentence = _("The name before came into use on %(day)s; the next one must be later.")
        return Missing(sentence % {"day": date_format(last.valid_to)})
    if all(getattr(subject, name) == body[name] for name in ("name_en", "name_ru", "name_fr")):
        return Missing(_("Nothing would change."))
    return None


def something_was_entered(subject: Participant, actor: Actor, at: datetime) -> Missing | None:
    """An act takes back what an act entered; the reference record is corrected by a release of it."""
    if last_entries(subject):
        return None
    return Missing(_("No act has entered anything of it that could be corrected."))


def something_is_to_come(subject: Participant, actor: Actor, at: datetime) -> Missing | None:
    """What has not begun is cancelled; what has is corrected."""
    if any(last.on > at.date() for last in last_entries(subject)):
        return None
    return Missing(_("No change of it has been entered that has not begun."))


def entry_is_to_come(
    subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """The change that is named has not begun."""
    last = last_entry(subject, body["entry"])
    if last and last.on > at.date():
        return None
    return Missing(_("That change has begun, or no act has entered it: correct the entry."))


def correction_follows(
    subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """What an act entered is corrected to something else, that follows what stood before it."""
    last = last_entry(subject, body["entry"])
    if last is None:
        return Missing(_("No act has entered that of it."))
    begun_before = last.ended.valid_from if last.ended else None
    if begun_before and body["effective_on"] <= begun_before:
        sentence = _("What stood before began on %(day)s; the entry must be later.")
        return Missing(sentence % {"day": date_format(begun_before)})
    to = corrected_to(subject, body)
    if (to, body["effective_on"]) == (last.to, last.on):
        return Missing(_("Nothing would change."))
    if body["entry"] == RecordEntry.STATUS and to == value_of(last.ended):
        return Missing(_("It had that status before the entry already."))
    return None


def corrected_to(subject: Participant, body: Mapping[str, Any]) -> str:
    """Return what the entry should have said: a status (empty: it leaves), or that the subject chairs."""
    return subject.code if body["entry"] == RecordEntry.CHAIRMANSHIP else body["status"]


def suits_the_chair(
    subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """With a corrected status the Chair stays a member; a corrected term is a member's of that day."""
    holds = is_member_then if body["entry"] == RecordEntry.CHAIRMANSHIP else keeps_the_chair
    return holds(subject, actor, body, at)


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
