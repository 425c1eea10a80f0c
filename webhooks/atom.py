"""Atom feeds (RFC 4287) of what is public: a frame that rooms fill, and the register's own."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import View

from members.actor import Actor
from records.addresses import address_of
from records.citations import in_words
from records.epochs import epochs
from records.kinds import link_to
from records.models import Act
from records.telling import COLUMNS, Teller
from web.feeds import FOR_ANYONE, absolute, answered, host, language_asked_for, one_line, plain
from web.pages import PageMixin
from web.register.api import EPOCH_HEADER

NEWEST = 50
"""How many entries a feed has."""
BEGINNING = datetime(2007, 3, 14, tzinfo=UTC)
"""When a feed without entries was last changed: the day of the Cooperative Approach."""


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """An entry of an Atom feed. `key` stays the same for ever; `path` is its page."""

    key: str
    title: str
    summary: str
    path: str
    at: datetime


class AtomFeed(Atom1Feed):
    """An Atom feed that is the same, byte for byte, while its entries are: so that its ETag holds."""

    def latest_post_date(self) -> datetime:
        """Return when the newest entry was made; Django would say "now" where there is none."""
        return max((item["updateddate"] for item in self.items), default=BEGINNING)


class AtomView(PageMixin, View, ABC):
    """A feed of what is public, the same for everyone, whoever has logged in.

    `page_name` is the name of the address of the page that the feed goes with, `feed_name` that of its own.
    """

    parameters = ("language",)
    title: Any
    page_name: str
    feed_name: str

    @abstractmethod
    def entries(self, public: Actor) -> Iterable[FeedEntry]:
        """Return the newest entries that the public may see, the latest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language asked for."""
        language = language_asked_for(request)
        path = address_of(self.feed_name)
        with override(language):
            feed = AtomFeed(
                title=f"CICA: {self.title}",
                link=absolute(address_of(self.page_name)),
                description="",
                language=language,
                author_name=_("CICA Secretariat"),  # RFC 4287: a feed, or each entry, has an author
                feed_url=absolute(path),
                feed_guid=f"tag:{host()},2007:{path}",
            )
            for entry in self.entries(Actor.nobody()):
                feed.add_item(
                    title=one_line(entry.title),
                    link=absolute(entry.path),
                    description=plain(entry.summary),
                    unique_id=f"tag:{host()},2007:{entry.key}",
                    pubdate=entry.at,
                    updateddate=entry.at,
                )
            content = feed.writeString("utf-8").encode()
            return answered(
                request, content,
                media_type="application/atom+xml", cache=FOR_ANYONE, headers=self.headers(),
            )  # fmt: skip

    def headers(self) -> dict[str, str]:
        """Return what the answer says besides."""
        return {}


class ActFeed(AtomView):
    """The newest acts whose object is public."""

    title = gettext_lazy("Register of acts")
    page_name = "act-list"
    feed_name = "act-feed"

    def headers(self) -> dict[str, str]:
        """Name the epoch of the register, as its API does."""
        return {EPOCH_HEADER: epochs()[-1].name}

    def entries(self, public: Actor) -> Iterator[FeedEntry]:
        """Yield each with what was done, on what, by which rule."""
        acts, teller = Act.objects.visible_to(public).order_by("-number"), Teller()
        for act in acts.only("number", "at", "rule", *COLUMNS)[:NEWEST]:
            on = link_to(act.object_kind, act.object_key)
            what = on.kind if on.shown == on.kind else f"{on.kind} {on.shown}"
            facts = ", ".join(filter(None, (what, in_words(act.rule))))
            yield FeedEntry(
                key=f"register/{act.number}",
                title=teller.sentence(act),
                summary=_("No. %(number)d of the register: %(facts)s")
                % {"number": act.number, "facts": facts},
                path=address_of("act", act.number),
                at=act.at,
            )
