"""The symbols of papers: one rule, in every language the same."""

from django.db.models import Min

from papers.models import Paper, Version
from records.numbering import left_out_since, next_number


def next_symbol(paper: Paper, *, year: int) -> str:
    """Return the symbol of the version about to be circulated: `CICA/SWG/2026/CP.3`, then `…/Rev.1`,
    `…/Rev.2`.

    The first circulation takes the paper's number in its year; the lock is the caller's transaction.
    """
    if not paper.base_symbol:
        number = next_number(series=f"symbol:SWG:{paper.kind}:{year}")
        paper.base_symbol = f"CICA/SWG/{year}/{paper.kind}.{number}"
        paper.save(update_fields=["base_symbol"])
        return paper.base_symbol
    circulated = Version.objects.filter(paper=paper, circulated_at__isnull=False)
    first = circulated.aggregate(at=Min("circulated_at"))["at"]
    return f"{paper.base_symbol}/Rev.{circulated.count() + left_out_since(first)}"
