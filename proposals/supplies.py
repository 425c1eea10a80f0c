"""What proposals supply to the rooms below: acts and kinds, and what their pages show of proposals."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from cbms.querysets import COORDINATED
from cbms.sections import MEASURE_SECTIONS
from deadlines.goals import GOALS
from deadlines.running import DEADLINES
from deadlines.waiting import WAITING
from members.passing import PASSING, PassingSource
from members.sections import PARTICIPANT_SECTIONS
from papers.models import Paragraph
from papers.readers import BEARERS, Bearer
from proposals import deadlines
from proposals.about import about, address_of_paper
from proposals.dossier import measures_drafted_by
from proposals.enums import WORDS
from proposals.goals import GOALS as OWN_GOALS
from proposals.models import Decision
from proposals.passing import open_considerations
from proposals.proof.comparing import proposals_differ
from proposals.proof.consequences import amended_editions_differ, coordinators_differ
from proposals.querysets import readers_of_papers
from proposals.sections import ON_MEASURE, ON_PARTICIPANT
from proposals.transitions import TABLE
from proposals.waiting import waiting_in_proposals
from records.addresses import address_of
from records.kinds import (
    DESCRIPTIONS,
    KEY_NAMES,
    KINDS,
    REFERENCES,
    Description,
    KeyNames,
    ObjectKind,
    References,
)
from records.known_acts import ACTS, Acts
from records.proof import CHECKS
from records.supplying import Supplies

SUPPLIES = Supplies(
    ACTS.of(Acts(_("Proposals"), tuple(TABLE), WORDS)),
    KINDS.of(
        ObjectKind(
            "proposal", _("Proposal"), lambda actor: actor.reads_restricted, partial(address_of, "proposal")
        )
    ),
    KEY_NAMES.of(KeyNames("paragraph", _("Paragraph"), Paragraph.names_for)),
    DESCRIPTIONS.of(Description("proposal", about)),
    REFERENCES.of(
        References(
            "decision",
            every=lambda: Decision.objects.values("number"),
            visible=lambda actor: Decision.objects.visible_to(actor).values("number"),
        )
    ),
    CHECKS.of(proposals_differ, coordinators_differ, amended_editions_differ),
    BEARERS.of(Bearer(readers_of_papers, address_of_paper)),
    COORDINATED.of(measures_drafted_by),
    PARTICIPANT_SECTIONS.of(ON_PARTICIPANT),
    MEASURE_SECTIONS.of(*ON_MEASURE),
    PASSING.of(PassingSource(_("Considerations that are open"), open_considerations)),
    DEADLINES.of(deadlines.source),
    GOALS.of(*OWN_GOALS.values()),
    WAITING.of(waiting_in_proposals),
)
