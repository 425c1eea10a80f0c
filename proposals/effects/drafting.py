"""The paper: submitted, checked, circulated, commented on, taken back."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cbms import amendments
from cbms.models import Edition
from members.actor import Actor
from papers.digests import identities_digest, translations_digest
from papers.models import Comment, Paper, Version
from papers.symbols import next_symbol
from papers.writing import add_version
from proposals.dossier import Dossier, member_codes
from proposals.effects.done import Done, Fields
from proposals.enums import PAPER_OF_ROUTE, Route
from proposals.models import Consideration, Proposal, Service
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
        paper_of(dossier.proposal),
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
        "translations": translations_digest(version.paragraphs.order_by("position")),
        "identities": identities_digest(version.paragraphs.order_by("position")),
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


def paper_of(proposal: Proposal) -> Paper:
    """Return the proposal's paper; the first submission begins it, and the proposal is written with it."""
    if proposal.paper is None:
        proposal.paper = Paper.objects.create(kind=PAPER_OF_ROUTE[Route(proposal.route)])
    return proposal.paper


def return_to_drafters(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Give the paper back with the secretariat's reason."""
    return Done({"version": certain(dossier.version).number, "reason": body["reason"]})


def circulate(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Give the version its symbol, open the comment period, and serve every member state (CA (a)3)."""
    version = certain(dossier.version)
    version.symbol = next_symbol(version.paper, year=at.year)
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
