"""`/search/`: what the reader may see, found by reference, symbol, code, name, title or text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from cbms.models import Measure
from exchange.models import Submission
from members.actor import Actor
from members.models import Participant
from proposals.models import Decision, Proposal, Version
from records.pages import PageMixin
from records.search import search_text

MOST = 10
"""Rows shown of each kind; a list of its own has them all."""


@dataclass(frozen=True)
class Kind:
    """A kind of thing to be found.

    `named(actor, text)` gives the one whose official name `text` is, `found(actor, text)` those that match,
    both within what the actor may see. `shown(row)` is `(address, name, words)`.
    """

    label: Any
    named: Callable[[Actor, str], Any]
    found: Callable[[Actor, str], Any]
    shown: Callable[[Any], tuple[str, str, str]]


KINDS = (
    Kind(
        _("Proposals"),
        lambda actor, text: Proposal.objects.visible_to(actor).filter(reference=text.upper()),
        lambda actor, text: (
            Proposal.objects.visible_to(actor).search(text).select_related("measure").order_by("-id")
        ),
        lambda row: (row.get_absolute_url(), row.reference, row.subject),
    ),
    Kind(
        _("Decisions"),
        lambda actor, text: Decision.objects.visible_to(actor).filter(number=text.upper()),
        lambda actor, text: Decision.objects.visible_to(actor).search(text).order_by("-adopted_at", "number"),
        lambda row: (row.get_absolute_url(), row.number, row.title),
    ),
    Kind(
        _("Papers"),
        lambda actor, text: Version.objects.visible_to(actor).filter(symbol__iexact=text),
        lambda actor, text: (
            Version.objects.visible_to(actor).search(text).exclude(symbol="").order_by("-circulated_at", "pk")
        ),
        lambda row: (f"/papers/{row.symbol}/", row.symbol, row.title),
    ),
    Kind(
        _("Information exchanged"),
        lambda actor, text: (
            Submission.objects.visible_to(actor).with_text_for(actor).filter(reference=text.upper())
        ),
        lambda actor, text: (
            Submission.objects.visible_to(actor).with_text_for(actor).search(text).order_by("-id")
        ),
        lambda row: (row.get_absolute_url(), row.reference, row.title or ""),
    ),
    Kind(
        _("Measures"),
        lambda actor, text: Measure.objects.visible_to(actor).filter(code=text.upper()),
        lambda actor, text: Measure.objects.visible_to(actor).search(text).in_printed_order(),
        lambda row: (f"/catalogue/{row.code}/", row.code, row.text),
    ),
    Kind(
        _("Participants"),
        lambda actor, text: Participant.objects.visible_to(actor).filter(code=text.upper()),
        lambda actor, text: Participant.objects.visible_to(actor).search(text).in_english_order(),
        lambda row: (f"/members/{row.code}/", row.code, row.name),
    ),
)


class Search(PageMixin, View):
    """One field for everything. An official name leads straight to what it names."""

    parameters = ("q",)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what matches, the first few of each kind."""
        text = search_text(request.GET.get("q", ""))
        if address := text and self._address_of(text):
            return HttpResponseRedirect(address)
        groups = [(kind.label, self._found(kind, text)) for kind in KINDS] if text else []
        return self.page(
            "search.html", {"text": text, "groups": [group for group in groups if group[1]], "most": MOST}
        )

    def _address_of(self, text: str) -> str:
        """Return the address of what `text` is the official name of, or an empty text."""
        rows = ((kind, kind.named(self.actor, text).first()) for kind in KINDS)
        return next((kind.shown(row)[0] for kind, row in rows if row), "")

    def _found(self, kind: Kind, text: str) -> list[tuple[str, str, str]]:
        return [kind.shown(row) for row in kind.found(self.actor, text)[:MOST]]
