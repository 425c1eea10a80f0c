"""What tells a proposal from others, for whoever may see that: its measure, and the circulated paper."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.actor import Actor
from proposals.models import Proposal, Version


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
    circulated = Version.objects.visible_to(actor).filter(paper__proposal=proposal).exclude(symbol="")
    if version := circulated.order_by("-number").first():
        yield _("Title"), version.title
        yield _("Symbol"), version.symbol
