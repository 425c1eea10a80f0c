"""What deadlines supply to the rooms below, and their calendars and reminders to themselves."""

from django.utils.translation import gettext_lazy as _

from deadlines.calendars import deadlines
from deadlines.calendars.addresses import follow_account
from deadlines.calendars.events import EVENTS
from deadlines.calendars.kinds import CALENDARS
from deadlines.calendars.participants import OF_PARTICIPANTS
from deadlines.chairs_office import unnamed
from deadlines.ladder import WORDS
from deadlines.passing import awaited_from_the_chair
from deadlines.transitions import ESCALATE, REMIND
from deadlines.waiting import WAITING
from members.passing import PASSING, PassingSource
from records.known_acts import ACTS, Acts
from records.register import LISTENERS
from records.supplying import Supplies

SUPPLIES = Supplies(
    ACTS.of(Acts(_("Deadlines"), (REMIND, ESCALATE), WORDS)),
    LISTENERS.of(follow_account),
    PASSING.of(PassingSource(_("Awaited from the Chair"), awaited_from_the_chair)),
    WAITING.of(unnamed),
    CALENDARS.of(OF_PARTICIPANTS),
    EVENTS.of(deadlines.events),
)
