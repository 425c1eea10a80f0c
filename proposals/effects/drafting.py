"""The paper: submitted, checked, circulated, commented on, taken back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cbms import amendments
from cbms.models import Edition
from members.actor import Actor
from proposals import papers
from proposals.dossier import Dossier, member_codes
from proposals.effects.done import Done, Fields
from proposals.enums import PAPER_OF_ROUTE, Route
from proposals.models import Comment, Consideration, Paper, Paragraph, Service, Version
from records.certain import certain
from records.refusals import Invalid


def submit_paper(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Make the text the next version; the register keeps its digest, since drafts are not for all."""
    changes = [dict(change) for change in body.get("changes", ())]
    if wrong := amendments.faults(changes, base=dossier.proposal.edition):
        raise Invalid({"changes": wrong})
    if too_early := _comes_before_its_base(body.get("in_force_on"), base=dossier.proposal.edition):
        raise Invalid({"in_force_on": [too_early]})
    version = add_version(
        dossier,
        title=body["title"],
        lines=body["paragraphs"],
        by=actor.participant,
        at=at,
        changes=changes,
        in_force_on=body.get("in_force_on"),
    )
    payload = {
        "version": version.number,
        "digest": version.digest,
        "translations": papers.translations_digest(version.paragraphs.order_by("position")),
        "identities": papers.identities_digest(version.paragraphs.order_by("position")),
        "paragraphs": len(body["paragraphs"]),
    }
    of_edition = {"changes": len(changes), "in_force_on": version.in_force_on} if changes else {}
    return Done(payload | of_edition)


def _comes_before_its_base(day: date | None, *, base: Edition) -> str | None:
    """Say that an edition cannot replace another before that is in force itself."""
    if day is None or base.in_force_from is None or base.in_force_from <= day:
        return None
    return _("The edition that is amended comes into force on %(day)s; the new one cannot before.") % {
        "day": date_format(base.in_force_from)
    }


def add_version(
    dossier: Dossier,
    *,
    title: str,
    lines: Iterable[Mapping[str, Any]],
    by: str,
    at: datetime,
    changes: list[dict[str, Any]] | None = None,
    in_force_on: date | None = None,
) -> Version:
    """Add the next version of the proposal's paper; `by` is empty for what the secretariat compiles."""
    previous = dossier.version
    kind = PAPER_OF_ROUTE[Route(dossier.proposal.route)]
    paper, _created = Paper.objects.get_or_create(proposal=dossier.proposal, defaults={"kind": kind})
    paragraphs = papers.paragraphs(lines, known=papers.identities(paper))
    version = Version.objects.create(
        paper=paper,
        number=previous.number + 1 if previous else 1,
        title=title,
        submitted_by_id=by or None,
        submitted_at=at,
        changes=changes or [],
        in_force_on=in_force_on,
        digest=papers.digest_of_text(title, paragraphs, changes=changes or []),
    )
    for paragraph in paragraphs:
        paragraph.version = version
    Paragraph.objects.bulk_create(paragraphs)
    return version


def return_to_drafters(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Give the paper back with the secretariat's reason."""
    return Done({"version": certain(dossier.version).number, "reason": body["reason"]})


def circulate(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Give the version its symbol, open the comment period, and serve every member state (CA (a)3)."""
    version = certain(dossier.version)
    version.symbol = papers.next_symbol(version.paper, year=at.year)
    version.circulated_at = at
    version.comments_until = body["comments_until"]
    version.message = body["message"]
    version.save(update_fields=["symbol", "circulated_at", "comments_until", "message"])
    states = member_codes(at.date())
    serve(states, version=version, at=at)
    return Done(
        {
            "version": version.number,
            "symbol": version.symbol,
            "digest": version.digest,
            "comments_until": body["comments_until"],
            "served": states,
            "message": body["message"],
        },
        due_at=body["comments_until"],
    )


def serve(
    states: Iterable[str], *, version: Version, at: datetime, consideration: Consideration | None = None
) -> None:
    """Keep proof that each state was served with the version, or with the consideration of it."""
    Service.objects.bulk_create(
        Service(version=version, consideration=consideration, state_id=state, served_at=at)
        for state in states
    )


def comment(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Enter a comment on the paper or on one of its paragraphs."""
    version = certain(dossier.version)
    paragraph = None
    if body["paragraph"]:
        paragraph = version.paragraphs.filter(identity=body["paragraph"]).first()
        if paragraph is None:
            raise Invalid({"paragraph": [_("The circulated version has no such paragraph.")]})
    Comment.objects.create(
        version=version,
        state_id=actor.participant,
        paragraph=paragraph,
        text=body["text"],
        proposed_wording=body["proposed_wording"],
        made_at=at,
    )
    return Done(
        {
            "version": version.number,
            "symbol": version.symbol,
            "paragraph": str(paragraph.identity) if paragraph else None,
            "paragraph_number": paragraph.position if paragraph else None,
            "text": body["text"],
            "proposed_wording": body["proposed_wording"],
        }
    )


def revise(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Take the circulated paper back to take comments in."""
    version = certain(dossier.version)
    return Done({"version": version.number, "symbol": version.symbol, "reason": body["reason"]})
