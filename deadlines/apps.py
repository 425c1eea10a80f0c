"""Connects the deadlines to the register, and the calendars to the deadlines."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    """Enters reminders, and keeps what runs for those who list it."""

    name = "deadlines"

    def ready(self) -> None:
        """Name the acts of the ladder, and what every room has a deadline or a calendar of."""
        from deadlines.calendars import deadlines  # noqa: PLC0415 (models are not loaded before ready)
        from deadlines.calendars.addresses import follow_account  # noqa: PLC0415
        from deadlines.calendars.events import register_events  # noqa: PLC0415
        from deadlines.calendars.kinds import register_calendars  # noqa: PLC0415
        from deadlines.calendars.participants import OF_PARTICIPANTS  # noqa: PLC0415
        from deadlines.chairs_office import unnamed  # noqa: PLC0415
        from deadlines.ladder import WORDS  # noqa: PLC0415
        from deadlines.passing import awaited_from_the_chair  # noqa: PLC0415
        from deadlines.transitions import ESCALATE, REMIND  # noqa: PLC0415
        from deadlines.waiting import register_source  # noqa: PLC0415
        from members.passing import register_passing  # noqa: PLC0415
        from records.known_acts import register_acts  # noqa: PLC0415
        from records.register import on_append  # noqa: PLC0415

        register_acts(REMIND, ESCALATE, room=_("Deadlines"), words=WORDS)
        on_append(follow_account)
        register_source(unnamed)
        register_calendars(OF_PARTICIPANTS)
        register_events(deadlines.events)
        register_passing(_("Awaited from the Chair"), awaited_from_the_chair)
