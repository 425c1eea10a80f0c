"""What tells a proposal from others, for whoever may see that: its measure, and the circulated paper."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.actor import Actor
from papers.models import Version
from proposals.models import Decision, Proposal
from records.addresses import address_of


def about(reference: str, actor: Actor) -> Iterator[tuple[Any, str]]:
    """Yield `(label, words)`: its measure or subject, and of the circulated paper title and symbol."""
    proposal = (
        Proposal.objects.visible_to(actor).select_related("measure").filter(reference=reference).first()
    )
    if proposal is None:
        return
    if proposal.measure:
        yield _("Measure"), f"{proposal.measure.code} {proposal.measure.text}"
    else:
        yield _("On"), str(proposal.subject)
    circulated = Version.objects.visible_to(actor).filter(paper=proposal.paper_id).exclude(symbol="")
    if version := circulated.order_by("-number").first():
        yield _("Title"), version.title
        yield _("Symbol"), version.symbol


def address_of_paper(version: Version, actor: Actor) -> str:
    """Return where `actor` reads a version of a proposal's paper; "" where it is the paper of no proposal.

    A reader of the decision alone reads it by the decision that adopted it.
    """
    if not actor.reads_restricted:
        decision = Decision.objects.visible_to(actor).filter(consideration__version=version).first()
        return f"{decision.get_absolute_url()}#paper" if decision else ""
    proposal = Proposal.objects.filter(paper=version.paper_id).first()
    return address_of("version", proposal.reference, version.number) if proposal else ""
