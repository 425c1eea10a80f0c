"""Versions of a paper: the reading view, differences between two, and the permanent address of a symbol."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from members.models import Participant
from papers.changes import changes_of
from papers.comments import comments_on
from papers.differences import differences
from papers.languages import text_of
from papers.models import Paragraph, Version
from proposals.models import Proposal
from proposals.views.words import subject_of, submitter
from records.refusals import NotVisible
from web.pages import ObjectPage
from web.parameters import one_of

SIDE, INLINE = "side", "inline"


class PageOfProposal(ObjectPage):
    """A page within a proposal that the reader may see."""

    model = Proposal

    def find(self, visible: QuerySet, **lookup: Any) -> Proposal:
        return visible.select_related("measure").get(reference=lookup["reference"])

    def versions(self, proposal: Proposal) -> list[Version]:
        """Return the versions that the reader may see, in order; raise NotVisible where there are none."""
        versions = Version.objects.visible_to(self.actor).filter(paper=proposal.paper_id).order_by("number")
        if found := list(versions):
            return found
        raise NotVisible(_("There is no paper here."))


class VersionDetail(PageOfProposal):
    """One version of a proposal's paper."""

    template_name = "proposals/version_detail.html"

    def context(self, found: Proposal) -> dict[str, Any]:
        versions = self.versions(found)
        version = chosen(versions, self.kwargs["number"])
        names = Participant.objects.names()
        return {
            "proposal": found,
            "subject": subject_of(found),
            "version": version,
            "by": submitter(version, names),
            "text": text_of(version),
            "changes": changes_of(version, base=found.edition_id),
            "comments": comments_on([version.pk], self.actor, names),
            "others": [other for other in versions if other != version],
            "earlier": next((other for other in reversed(versions) if other.number < version.number), None),
        }


def chosen(versions: list[Version], number: Any) -> Version:
    """Return the version of that number, as it was typed; raise NotVisible where the reader sees none."""
    version = next((version for version in versions if str(version.number) == str(number)), None)
    if version is None:
        raise NotVisible(_("There is no such version."))
    return version


class VersionDifferences(PageOfProposal):
    """What changed between any two versions that the reader may see: side by side, or inline."""

    template_name = "proposals/version_differences.html"
    parameters = ("from", "to", "view")

    def context(self, found: Proposal) -> dict[str, Any]:
        versions = self.versions(found)
        after = chosen(versions, self.request.GET.get("to") or versions[-1].number)
        before = chosen(versions, self.request.GET.get("from") or versions[max(0, len(versions) - 2)].number)
        texts: dict[int, list[Paragraph]] = {before.pk: [], after.pk: []}
        paragraphs = Paragraph.objects.filter(version__in=texts).order_by("position")
        for paragraph in paragraphs:
            texts[paragraph.version_id].append(paragraph)
        changes = differences(texts[before.pk], texts[after.pk])
        view = one_of(self.request.GET, "view", (SIDE, INLINE), default=SIDE)
        return {
            "proposal": found,
            "versions": versions,
            "before": before,
            "after": after,
            "view": view,
            "is_side_by_side": view == SIDE,
            "changes": changes,
            "number_changed": sum(change.change != "same" for change in changes),
        }
