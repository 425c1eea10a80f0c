"""Names the kinds of object that acts of this app speak of."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from records.addresses import address_of


class ProposalsConfig(AppConfig):
    """Proposals: acts about them are visible as they are."""

    name = "proposals"

    def ready(self) -> None:
        """Make the kinds and acts known to the register, and our sections to the pages below."""
        from cbms.querysets import register_coordination  # noqa: PLC0415 (apps are loaded only now)
        from deadlines.goals import register_goals  # noqa: PLC0415
        from deadlines.running import register_deadlines  # noqa: PLC0415
        from deadlines.waiting import register_source  # noqa: PLC0415
        from members.passing import register_passing  # noqa: PLC0415
        from papers.models import Paragraph  # noqa: PLC0415
        from papers.readers import Bearer, register_bearer  # noqa: PLC0415
        from proposals import deadlines, sections  # noqa: PLC0415
        from proposals.about import about, address_of_paper  # noqa: PLC0415
        from proposals.dossier import measures_drafted_by  # noqa: PLC0415
        from proposals.enums import WORDS  # noqa: PLC0415
        from proposals.goals import GOALS  # noqa: PLC0415
        from proposals.models import Decision  # noqa: PLC0415
        from proposals.passing import open_considerations  # noqa: PLC0415
        from proposals.proof.comparing import proposals_differ  # noqa: PLC0415
        from proposals.proof.consequences import (  # noqa: PLC0415
            amended_editions_differ,
            coordinators_differ,
        )
        from proposals.querysets import readers_of_papers  # noqa: PLC0415
        from proposals.transitions import TABLE  # noqa: PLC0415
        from proposals.waiting import waiting_in_proposals  # noqa: PLC0415
        from records.kinds import (  # noqa: PLC0415
            ObjectKind,
            describe_by,
            name_keys,
            refer_by_key,
            register_kind,
        )
        from records.known_acts import register_acts  # noqa: PLC0415
        from records.proof import register_check  # noqa: PLC0415

        register_acts(*TABLE, room=_("Proposals"), words=WORDS)
        register_coordination(measures_drafted_by)
        register_kind(
            ObjectKind(
                "proposal",
                _("Proposal"),
                lambda actor: actor.reads_restricted,
                partial(address_of, "proposal"),
            )
        )
        refer_by_key(
            "decision",
            every=lambda: Decision.objects.values("number"),
            visible=lambda actor: Decision.objects.visible_to(actor).values("number"),
        )
        name_keys("paragraph", label=_("Paragraph"), names=Paragraph.names_for)
        describe_by("proposal", about)
        sections.register()
        register_deadlines(deadlines.source)
        register_goals(*GOALS.values())
        register_source(waiting_in_proposals)
        register_bearer(Bearer(readers_of_papers, address_of_paper))
        register_check(proposals_differ)
        register_passing(_("Considerations that are open"), open_considerations)
        register_check(coordinators_differ)
        register_check(amended_editions_differ)
