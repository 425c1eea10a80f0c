"""What an e-mail says: what was done, what is awaited of its reader, by when and where.

A subject is read on locked screens and in logs: it gives the object's reference and what kind of thing
happened, no state and no position. The body says it in a sentence, with what its reader may see of it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deadlines.waiting import Waiting, waiting_for_standing
from members.actor import Actor
from members.models import Account
from records.addresses import address_of
from records.citations import sentence_of
from records.kinds import ObjectLink, described, link_to
from records.local_times import known_zone
from records.models import Act
from records.telling import Teller, event_of
from web.feeds import absolute

LONGEST_REFERENCE = 20
"""What is longer is a key for machines, which says nothing to a reader."""


@dataclass(frozen=True)
class News:
    """One act as a mail tells it. `waiting` is what its reader is to do on the same object.

    `about` tells that from others, as `(label, words)`; `message` was written to those who are told.
    """

    act: Act
    event: str
    sentence: str
    object: ObjectLink
    name: str
    about: list[tuple[str, str]]
    message: str
    url: str
    rule_text: str
    waiting: list[Waiting]


def letter_of(
    acts: Sequence[Act], *, account: Account, identity: UUID, at: dt.datetime
) -> EmailMultiAlternatives:
    """Return the mail that tells `account`, loaded with its standing, of these acts at `at`.

    `identity` makes its Message-ID, so that a mail sent twice is known as one.
    """
    with translation.override(account.language), timezone.override(zone_of(account)):
        actor, teller = Actor.of(account), Teller()
        found = waiting_for_standing(actor, at=at) if account.is_active else []
        news = [_news_of(act, found, actor, teller) for act in acts]
        subject = _subject(news, at)
        context = {
            "news": news,
            "person": account.get_full_name() or account.username,
            "inbox_url": absolute(address_of("inbox")),
            "choice_url": absolute(address_of("account_mail")),
            "subject": subject,
            "address": absolute,
        }
        letter = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("notices/mail.txt", context),
            to=[account.email],
            headers=headers_of(identity) | {"List-Unsubscribe": f"<{absolute(address_of('account_mail'))}>"},
        )
        letter.attach_alternative(render_to_string("notices/mail.html", context), "text/html")
    return letter


def zone_of(account: Account) -> dt.tzinfo:
    """Return the account's time zone; UTC where it names none that there is."""
    return known_zone(account.time_zone) or dt.UTC


def _news_of(act: Act, found: list[Waiting], actor: Actor, teller: Teller) -> News:
    link = link_to(act.object_kind, act.object_key)
    is_reference = link.shown == link.key and len(link.key) <= LONGEST_REFERENCE
    return News(
        act=act,
        event=event_of(act),
        sentence=teller.sentence(act),
        object=link,
        name=f"{link.kind} {link.key}" if is_reference else link.kind,
        about=described(act.object_kind, act.object_key, actor=actor),
        message=_message_of(act),
        url=absolute(link.url or address_of("act", act.number)),
        rule_text=sentence_of(act.rule),
        waiting=[item for item in found if _is_on(item.url, link.url)],
    )


def _message_of(act: Act) -> str:
    """Return the covering message, which whoever is told of the act reads in the register as well."""
    message = orjson.loads(act.payload).get("message")
    return message if isinstance(message, str) else ""


def _is_on(url: str, page: str) -> bool:
    """Whether `url` is an object's page or lies below it, whatever part of it (`#logistics`) either names."""
    path = urlsplit(page).path
    return bool(path) and urlsplit(url).path.startswith(path)


def _subject(news: list[News], at: dt.datetime) -> str:
    if len(news) == 1:
        return _("%(name)s: %(event)s") % {"name": news[0].name, "event": news[0].event}
    day = timezone.localtime(at).date().isoformat()
    counted = ngettext("%(count)d act", "%(count)d acts", len(news)) % {"count": len(news)}
    return _("CICA CBM, %(day)s: %(acts)s") % {"day": day, "acts": counted}


def headers_of(identity: UUID) -> dict[str, Any]:
    """Return the headers of a mail that a machine sends; one sent twice is known by its Message-ID."""
    host = urlsplit(settings.BASE_URL).hostname
    return {
        "Message-ID": f"<{identity}@{host}>",
        "List-Id": f"CICA CBM notices <notices.{host}>",
        "Auto-Submitted": "auto-generated",
    }
