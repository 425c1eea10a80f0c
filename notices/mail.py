"""The mail channel: who gets mail of an act, when, and what becomes of it.

One mail for each person and act, or one for each person and day. The text is made when it is sent, for
what its reader may see then.
"""

import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from members.actor import Actor
from members.effects import ACCOUNT
from members.enums import Post
from members.models import Account
from notices.channels import AttemptOutcome, Channel
from notices.enums import ChannelName, MailMode
from notices.letters import letter_of, zone_of
from notices.models import Delivery, MailPreference, Notice
from notices.querysets import addresses_of
from records import clock
from records.kinds import known_kinds
from records.known_acts import is_urgent
from records.models import Act

WAITS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 24 * 60)
)
"""Between the attempts: three days in all, so that a server down over a weekend costs no mail."""
PERMANENT = range(500, 600)
"""Answers of a mail server that stay the same when asked again (RFC 5321, 4.2.1)."""
LENGTH_OF_ID = 36
"""Of an account's public id, by which an act tells one person."""
OF_OURS = (
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
)
"""Refusals of whoever sends, whatever their code: the operator's to put right, and no reader's."""


def recipients(act: Act, told: frozenset[str], at: datetime) -> list[Delivery]:
    """Return a delivery for each person who reads for one of `told`, wants mail, and may see the act."""
    readers = [
        account
        for account in candidates(told).exclude(mail_preference__mode=MailMode.NONE)
        if not told.isdisjoint(addresses_of(Actor.of(account)))
    ]
    return [_delivery_to(account, act, at) for account in _those_who_see(act, readers)]


def candidates(told: Iterable[str]) -> QuerySet:
    """Return the accounts with an address that can read for one of `told`, with their standing.

    One that is closed hears of itself alone: of the act that closed it.
    """
    persons = [code for code in told if len(code) == LENGTH_OF_ID]
    reads = Q(participant__in=told) | Q(public_id__in=persons)
    if "secretariat" in told:
        reads |= Q(post=Post.SECRETARIAT)
    if "chair" in told:
        reads |= Q(is_chairs_office=True)
    in_use = Q(is_active=True) | Q(public_id__in=persons)
    accounts = Account.objects.with_standing().filter(reads, in_use).exclude(email="")
    return accounts.select_related("mail_preference").order_by("pk")


def _those_who_see(act: Act, readers: list[Account]) -> list[Account]:
    """Keep those who may see the act; asked once for all of one standing, on which alone that rests.

    An act on an account is seen by single persons, so each of them is asked.
    """
    is_of_persons = act.object_kind == ACCOUNT
    seen: dict[tuple[Any, ...], bool] = {}
    kept = []
    for account in readers:
        actor = Actor.of(account)
        standing = (actor.participant, actor.capacities, actor.account if is_of_persons else "")
        if standing not in seen:
            seen[standing] = may_see(act, actor)
        if seen[standing]:
            kept.append(account)
    return kept


def may_see(act: Act, actor: Actor) -> bool:
    """Whether `actor` may see the act now; nobody sees one on a kind of object that there is no more."""
    if act.object_kind not in dict(known_kinds()):
        return False
    return Act.objects.history_for(actor, act.object_kind, key=act.object_key).filter(pk=act.pk).exists()


def _delivery_to(account: Account, act: Act, at: datetime) -> Delivery:
    preference = getattr(account, "mail_preference", None)
    digest_at = next_digest(account, preference, after=at)
    return Delivery(
        channel=ChannelName.MAIL,
        act=act,
        account=account,
        created_at=at,
        due_at=digest_at or at,
        digest_at=digest_at,
        is_urgent=is_urgent(act),
    )


def next_digest(account: Account, preference: MailPreference | None, *, after: datetime) -> datetime | None:
    """Return the instant of the account's next daily mail after `after`; None for one who wants it at once.

    The hour is the person's own: on a day that skips it, the mail goes out an hour later by their clock.
    """
    if preference is None or preference.mode != MailMode.DIGEST:
        return None
    local = after.astimezone(zone_of(account))
    today = local.replace(hour=preference.digest_hour, minute=0, second=0, microsecond=0, fold=0)
    chosen = [today + timedelta(days=days) for days in (0, 1)]  # calendar days of that zone, however long
    return next(instant for instant in (day.astimezone(after.tzinfo) for day in chosen) if instant > after)


def is_entitled(delivery: Delivery) -> bool:
    """Whether the person still has an address, reads for one who was told, and may see the act."""
    told = frozenset(Notice.objects.filter(act=delivery.act_id).values_list("addressee", flat=True))
    account = candidates(told).filter(pk=delivery.account_id).first()
    if account is None:
        return False
    actor = Actor.of(account)
    return not told.isdisjoint(addresses_of(actor)) and may_see(delivery.the_act, actor)


def hand_over(delivery: Delivery) -> AttemptOutcome:
    """Give the mail server one mail of the delivery and its companions, and say what it answered."""
    account = Account.objects.with_standing().get(pk=delivery.account_id)
    acts = [each.the_act for each in (delivery, *delivery.companions)]
    return send(letter_of(acts, account=account, identity=delivery.pk, at=clock.now()))


def send(letter: EmailMessage) -> AttemptOutcome:
    """Give the mail server a mail to one address, and say what it answered."""
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        return _outcome_of(code, answer)
    except OF_OURS as error:
        return AttemptOutcome.later(_answer(error.smtp_code, error.smtp_error))
    except smtplib.SMTPResponseException as error:
        return _outcome_of(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        return AttemptOutcome.later(f"{type(error).__name__}: {error}")
    except ValueError as error:  # no address that mail can be sent to
        return AttemptOutcome.refused(str(error))
    return AttemptOutcome.handed_over(getattr(letter.connection, "answer", ""))


def _outcome_of(code: int, answer: bytes | str) -> AttemptOutcome:
    text = _answer(code, answer)
    return AttemptOutcome.refused(text) if code in PERMANENT else AttemptOutcome.later(text)


def _answer(code: int, answer: bytes | str) -> str:
    return f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"


MAIL = Channel(
    name=ChannelName.MAIL,
    label=_("E-mail"),
    recipients=recipients,
    is_entitled=is_entitled,
    hand_over=hand_over,
    waits=WAITS,
)
