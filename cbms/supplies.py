"""What the catalogue supplies to the rooms below: acts and kinds, the texts of rules, parts of pages."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from cbms.calendars import OF_MEASURES
from cbms.concordance import CONCORDANCE, EXPERTS
from cbms.deadlines import source
from cbms.models import Expert
from cbms.participant import COORDINATIONS, OFFERS
from cbms.proof import catalogue_differs, experts_differ
from cbms.provisions import sentence_of
from cbms.sections import MEASURE_SECTIONS
from cbms.short_titles import areas_in, measures_in
from cbms.transitions import DESIGNATE_EXPERT, ON_EXPERT
from deadlines.calendars.kinds import CALENDARS
from deadlines.running import DEADLINES
from members.sections import PARTICIPANT_SECTIONS
from records.addresses import address_of
from records.citations import RULE_TEXTS
from records.kinds import KEY_NAMES, KINDS, KeyNames, ObjectKind
from records.known_acts import ACTS, Acts
from records.proof import CHECKS
from records.supplying import Supplies
from records.telling import SAID_CODES, SaidCodes

SUPPLIES = Supplies(
    ACTS.of(Acts(_("Experts"), (DESIGNATE_EXPERT, *ON_EXPERT.values()))),
    KINDS.of(
        ObjectKind("expert", _("Expert"), lambda actor: actor.reads_restricted, partial(address_of, "expert"))
    ),
    KEY_NAMES.of(KeyNames("expert", _("Expert"), Expert.objects.names_for)),
    CHECKS.of(catalogue_differs, experts_differ),
    RULE_TEXTS.of(sentence_of),
    SAID_CODES.of(
        SaidCodes("measure", measures_in),
        SaidCodes("measures", measures_in),
        SaidCodes("area", areas_in),
    ),
    PARTICIPANT_SECTIONS.of(OFFERS, COORDINATIONS),
    MEASURE_SECTIONS.of(CONCORDANCE, EXPERTS),
    DEADLINES.of(source),
    CALENDARS.of(OF_MEASURES),
)
