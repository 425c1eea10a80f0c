"""What meetings supply to the rooms below: acts, kinds, and what inboxes, participants, measures show."""

from django.utils.translation import gettext_lazy as _

from cbms.sections import MEASURE_SECTIONS
from deadlines.calendars.events import EVENTS
from deadlines.calendars.kinds import CALENDARS
from deadlines.running import DEADLINES
from meetings import calendars
from meetings.announced import announced_for, sittings_on
from meetings.deadlines import source
from meetings.kinds import KINDS as OWN_KINDS
from meetings.logistics import WORDS
from meetings.passing import sessions_to_be_held
from meetings.proof import meetings_differ
from meetings.reference import past_meetings_differ
from meetings.sections import OF_MEASURE, OF_PARTICIPANT
from meetings.transitions import CONVENE_MEETING, CONVENE_SESSION, TABLE
from members.passing import PASSING, PassingSource
from members.sections import PARTICIPANT_SECTIONS
from proposals.sessions import SESSIONS, SITTINGS
from records.kinds import KINDS
from records.known_acts import ACTS, Acts
from records.proof import CHECKS
from records.supplying import Supplies

SUPPLIES = Supplies(
    ACTS.of(Acts(_("Meetings"), (CONVENE_SESSION, CONVENE_MEETING, *TABLE), WORDS)),
    KINDS.of(*OWN_KINDS),
    CHECKS.of(meetings_differ, past_meetings_differ),
    PARTICIPANT_SECTIONS.of(OF_PARTICIPANT),
    MEASURE_SECTIONS.of(OF_MEASURE),
    PASSING.of(PassingSource(_("Sessions to be held"), sessions_to_be_held)),
    DEADLINES.of(source),
    EVENTS.of(calendars.events),
    CALENDARS.of(calendars.OF_BODIES, calendars.OF_MEETINGS),
    SESSIONS.of(announced_for),
    SITTINGS.of(sittings_on),
)
