"""What the exchange of information supplies to the rooms below."""

from django.utils.translation import gettext_lazy as _

from cbms.sections import MEASURE_SECTIONS
from deadlines.goals import GOALS
from deadlines.reminding import AFTER_REMINDING, AfterReminding
from deadlines.running import DEADLINES
from deadlines.waiting import WAITING
from exchange import actions, deadlines
from exchange.enums import WORDS
from exchange.kinds import KINDS as OWN_KINDS
from exchange.passing import open_calls
from exchange.proof import submissions_differ
from exchange.sections import ON_MEASURE, ON_PARTICIPANT
from exchange.transitions import ALL_ACTS
from exchange.waiting import source
from members.passing import PASSING, PassingSource
from members.sections import PARTICIPANT_SECTIONS
from records.kinds import KINDS
from records.known_acts import ACTS, Acts
from records.proof import CHECKS
from records.supplying import Supplies

SUPPLIES = Supplies(
    ACTS.of(Acts(_("Exchange"), tuple(ALL_ACTS), WORDS)),
    KINDS.of(*OWN_KINDS),
    CHECKS.of(submissions_differ),
    PARTICIPANT_SECTIONS.of(ON_PARTICIPANT),
    MEASURE_SECTIONS.of(ON_MEASURE),
    PASSING.of(PassingSource(_("Calls for information that are open"), open_calls)),
    DEADLINES.of(deadlines.source),
    GOALS.of(deadlines.CONFIRMATION),
    WAITING.of(source),
    AFTER_REMINDING.of(AfterReminding("call", actions.note_reminded)),
)
