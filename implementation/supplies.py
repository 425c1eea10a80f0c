"""What implementation supplies to the rooms below: acts, kinds, the plan's compiler, sections, deadlines."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from cbms.sections import MEASURE_SECTIONS
from deadlines.calendars.events import EVENTS
from deadlines.goals import GOALS
from deadlines.running import DEADLINES
from implementation.calendars import events
from implementation.deadlines import ACTIVITY_REPORT, source
from implementation.enums import WORDS
from implementation.models import ActionPlan, Activity, Report
from implementation.plan import compile_plan
from implementation.proof import implementation_differs
from implementation.reference import papers_differ
from implementation.sections import MEASURE, PARTICIPANT
from implementation.transitions import ALL
from members.sections import PARTICIPANT_SECTIONS
from proposals.plans import COMPILER
from records.addresses import address_of
from records.kinds import KEY_NAMES, KINDS, KeyNames, ObjectKind
from records.known_acts import ACTS, Acts
from records.proof import CHECKS
from records.supplying import Supplies

SUPPLIES = Supplies(
    ACTS.of(Acts(_("Implementation"), tuple(ALL), WORDS)),
    KINDS.of(
        ObjectKind(
            "activity",
            _("Activity"),
            Activity.objects.keys_for,
            partial(address_of, "activity"),
            Activity.objects.readers_of,
        ),
        ObjectKind(
            "action-plan",
            _("Action plan"),
            ActionPlan.objects.keys_for,
            partial(address_of, "action-plan"),
            ActionPlan.objects.readers_of,
        ),
        ObjectKind(
            "report",
            _("Report"),
            Report.objects.keys_for,
            partial(address_of, "report"),
            Report.objects.readers_of,
        ),
        ObjectKind("review", _("Review"), lambda actor: True, lambda year: address_of("review-list")),
    ),
    KEY_NAMES.of(KeyNames("report", _("Report"), Report.names_for)),
    CHECKS.of(implementation_differs, papers_differ),
    PARTICIPANT_SECTIONS.of(PARTICIPANT),
    MEASURE_SECTIONS.of(MEASURE),
    DEADLINES.of(source),
    GOALS.of(ACTIVITY_REPORT),
    EVENTS.of(events),
    COMPILER.of(compile_plan),
)
