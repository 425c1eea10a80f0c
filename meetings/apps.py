"""Names the kinds of object that acts on meetings speak of, and what other rooms' pages show of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Meetings: acts about them are visible as they are, those on agendas as proposals in progress are."""

    name = "meetings"

    def ready(self) -> None:
        """Make acts and kinds known to the register, and add to inboxes, participants and measures."""
        from cbms.sections import register_section as register_on_measure  # noqa: PLC0415 (apps load only now)
        from deadlines.calendars.events import register_events  # noqa: PLC0415
        from deadlines.calendars.kinds import register_calendars  # noqa: PLC0415
        from deadlines.running import register_deadlines  # noqa: PLC0415
        from meetings import calendars  # noqa: PLC0415
        from meetings.announced import announced_for, sittings_on  # noqa: PLC0415
        from meetings.deadlines import source  # noqa: PLC0415
        from meetings.kinds import KINDS  # noqa: PLC0415
        from meetings.logistics import WORDS  # noqa: PLC0415
        from meetings.passing import sessions_to_be_held  # noqa: PLC0415
        from meetings.proof import meetings_differ  # noqa: PLC0415
        from meetings.reference import past_meetings_differ  # noqa: PLC0415
        from meetings.sections import OF_MEASURE, OF_PARTICIPANT  # noqa: PLC0415
        from meetings.transitions import CONVENE_MEETING, CONVENE_SESSION, TABLE  # noqa: PLC0415
        from members.passing import register_passing  # noqa: PLC0415
        from members.sections import register_section as register_on_participant  # noqa: PLC0415
        from proposals.sessions import register_sittings  # noqa: PLC0415
        from proposals.sessions import register_source as register_sessions  # noqa: PLC0415
        from records.kinds import register_kind  # noqa: PLC0415
        from records.known_acts import register_acts  # noqa: PLC0415
        from records.proof import register_check  # noqa: PLC0415

        register_acts(CONVENE_SESSION, CONVENE_MEETING, *TABLE, room=_("Meetings"), words=WORDS)
        for kind in KINDS:
            register_kind(kind)
        register_deadlines(source)
        register_sessions(announced_for)
        register_sittings(sittings_on)
        register_events(calendars.events)
        register_calendars(calendars.OF_BODIES)
        register_calendars(calendars.OF_MEETINGS)
        register_on_participant(OF_PARTICIPANT)
        register_on_measure(OF_MEASURE)
        register_passing(_("Sessions to be held"), sessions_to_be_held)
        register_check(meetings_differ)
        register_check(past_meetings_differ)
