"""`/search/`: what the reader may see, found by reference, symbol, code, name, title or text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from cbms.models import Area, Edition, Measure
from exchange.models import Call, Compilation, Submission
from implementation.models import ActionPlan, Activity, EarlierPaper, Report
from meetings.models import Meeting
from members.actor import Actor
from members.models import HeadOfSecretariat, Participant
from papers.models import Version
from proposals.models import Decision, Proposal
from records.addresses import address_of
from web.pages import PageMixin
from web.search import search_text

MOST = 10
"""Rows shown of each kind; a list of its own has them all."""


class Searchable(Protocol):
    """Rows that are found by words, each queryset in its own way, and by a name."""

    def search(self, text: str) -> QuerySet: ...

    def filter(self, *conditions: Any, **columns: Any) -> QuerySet: ...


@dataclass(frozen=True)
class SearchedKind:
    """A kind of thing to be found.

    `rows(actor)` gives what the actor may see, in the order in which it is listed; `shown(row)` is
    `(address, name, words)`. `name` is the lookup of a row's official name, given in capitals; empty where
    things of this kind have none.
    """

    label: Any
    rows: Callable[[Actor], Searchable]
    shown: Callable[[Any], tuple[str, str, str]]
    name: str = "reference"

    def called(self, actor: Actor, text: str) -> Any:
        """Return the first row whose official name `text` is, typed in letters of either size, or None."""
        return self.rows(actor).filter(**{self.name: text.upper()}).first() if self.name else None


KINDS = (
    SearchedKind(
        _("Proposals"),
        lambda actor: Proposal.objects.visible_to(actor).select_related("measure").order_by("-id"),
        lambda row: (row.get_absolute_url(), row.reference, row.subject),
    ),
    SearchedKind(
        _("Decisions"),
        lambda actor: Decision.objects.visible_to(actor).order_by("-adopted_at", "number"),
        lambda row: (row.get_absolute_url(), row.number, row.title),
        name="number",
    ),
    SearchedKind(
        _("Papers"),
        lambda actor: Version.objects.visible_to(actor).exclude(symbol="").order_by("-circulated_at", "pk"),
        lambda row: (address_of("symbol", row.symbol), row.symbol, row.title),
        name="symbol__iexact",
    ),
    SearchedKind(
        _("Information exchanged"),
        lambda actor: Submission.objects.visible_to(actor).with_text_for(actor).order_by("-id"),
        lambda row: (row.get_absolute_url(), row.reference, row.title or ""),
    ),
    SearchedKind(
        _("Calls for information"),
        lambda actor: Call.objects.visible_to(actor).order_by("-id"),
        lambda row: (row.get_absolute_url(), row.reference, row.title),
    ),
    SearchedKind(
        _("Compilations of views"),
        lambda actor: Compilation.objects.visible_to(actor).order_by("-id"),
        lambda row: (row.get_absolute_url(), row.reference, row.title),
    ),
    SearchedKind(
        _("Meetings"),
        lambda actor: Meeting.objects.visible_to(actor).latest_first(),
        lambda row: (row.get_absolute_url(), row.reference, row.title),
    ),
    SearchedKind(
        _("Activities"),
        lambda actor: Activity.objects.visible_to(actor).order_by("-year", "-pk"),
        lambda row: (address_of("activity", row.reference), row.reference, row.title),
    ),
    SearchedKind(
        _("Action plans"),
        lambda actor: ActionPlan.objects.visible_to(actor).order_by("-starts_on", "-pk"),
        lambda row: (address_of("action-plan", row.reference), row.reference, row.title),
    ),
    SearchedKind(
        _("Reports"),
        lambda actor: (
            Report.objects.visible_to(actor).select_related("measure", "state").order_by("-year", "-pk")
        ),
        lambda row: (address_of("report", row.reference), row.reference, row.name),
    ),
    SearchedKind(
        _("Measures"),
        lambda actor: Measure.objects.visible_to(actor).in_printed_order(),
        lambda row: (address_of("measure", row.code), row.code, row.text),
        name="code",
    ),
    SearchedKind(
        _("Areas"),
        lambda actor: Area.objects.visible_to(actor).order_by("-edition__adopted_on", "position", "pk"),
        lambda row: (
            f"{address_of('catalogue')}?edition={row.edition_id}&area={row.code}",
            row.code,
            row.text,
        ),
        name="code",
    ),
    SearchedKind(
        _("Editions of the catalogue"),
        lambda actor: Edition.objects.visible_to(actor).order_by("-adopted_on", "code"),
        lambda row: (f"{address_of('catalogue')}?edition={row.code}", row.code, row.text),
        name="code",
    ),
    SearchedKind(
        _("Participants"),
        lambda actor: Participant.objects.visible_to(actor).in_english_order(),
        lambda row: (address_of("participant", row.code), row.code, row.name),
        name="code",
    ),
    SearchedKind(
        _("Documents and papers of earlier years"),
        lambda actor: EarlierPaper.objects.visible_to(actor).order_by("dated", "pk"),
        lambda row: (f"{address_of('earlier-papers')}#{row.anchor}", row.title, row.adopted_by or row.note),
        name="",
    ),
    SearchedKind(
        _("Heads of the Secretariat"),
        lambda actor: HeadOfSecretariat.objects.visible_to(actor).in_order_of_time(),
        lambda row: (f"{address_of('participant-list')}?as_of={row.began.isoformat()}", row.name, row.title),
        name="",
    ),
)
"""What has an official name (a test looks for others), the likeliest first, then what has none."""


class Search(PageMixin, View):
    """One field for everything. An official name leads straight to what it names."""

    parameters = ("q",)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what matches, the first few of each kind."""
        text = search_text(request.GET.get("q", ""))
        if address := text and self._address_of(text):
            return HttpResponseRedirect(address)
        found = [(kind.label, self._found(kind, text)) for kind in KINDS] if text else []
        groups = [(label, rows, len(rows) == MOST) for label, rows in found if rows]
        return self.page("search.html", {"text": text, "groups": groups, "most": MOST})

    def _address_of(self, text: str) -> str:
        """Return the address of what `text` officially names, or an empty text: no name has a blank."""
        if " " in text:
            return ""
        rows = ((kind, kind.called(self.actor, text)) for kind in KINDS)
        return next((kind.shown(row)[0] for kind, row in rows if row), "")

    def _found(self, kind: SearchedKind, text: str) -> list[tuple[str, str, str]]:
        return [kind.shown(row) for row in kind.rows(self.actor).search(text)[:MOST]]
