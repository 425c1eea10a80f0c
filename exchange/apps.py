"""Names the kinds of object that acts of this app speak of, and what other rooms' pages show of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """The exchange of information: acts about it are visible as it is."""

    name = "exchange"

    def ready(self) -> None:
        """Make acts and kinds known to the register, and add sections to the pages of measures and
        participants.
        """
        from cbms.sections import register_section as register_on_measure  # noqa: PLC0415 (apps load only now)
        from deadlines.goals import register_goals  # noqa: PLC0415
        from deadlines.reminding import after_reminding  # noqa: PLC0415
        from deadlines.running import register_deadlines  # noqa: PLC0415
        from deadlines.waiting import register_source  # noqa: PLC0415
        from exchange import actions, deadlines  # noqa: PLC0415
        from exchange.enums import WORDS  # noqa: PLC0415
        from exchange.kinds import KINDS  # noqa: PLC0415
        from exchange.passing import open_calls  # noqa: PLC0415
        from exchange.proof import submissions_differ  # noqa: PLC0415
        from exchange.sections import ON_MEASURE, ON_PARTICIPANT  # noqa: PLC0415
        from exchange.transitions import ALL_ACTS  # noqa: PLC0415
        from exchange.waiting import source  # noqa: PLC0415
        from members.passing import register_passing  # noqa: PLC0415
        from members.sections import register_section as register_on_participant  # noqa: PLC0415
        from records.kinds import register_kind  # noqa: PLC0415
        from records.known_acts import register_acts  # noqa: PLC0415
        from records.proof import register_check  # noqa: PLC0415

        register_acts(*ALL_ACTS, room=_("Exchange"), words=WORDS)
        for kind in KINDS:
            register_kind(kind)
        register_on_measure(ON_MEASURE)
        register_on_participant(ON_PARTICIPANT)
        register_deadlines(deadlines.source)
        register_goals(deadlines.CONFIRMATION)
        after_reminding("call", actions.note_reminded)
        register_source(source)
        register_passing(_("Calls for information that are open"), open_calls)
        register_check(submissions_differ)
