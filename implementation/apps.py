"""Connects implementation to the rooms below: acts, kinds, the plan's compiler, sections, deadlines."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from records.addresses import address_of


class ImplementationConfig(AppConfig):
    """Activities, reports, reviews: acts about them are visible as they are."""

    name = "implementation"

    def ready(self) -> None:
        """Make all of it known."""
        from cbms.sections import register_section as register_measure_section  # noqa: PLC0415 (apps are loaded only now)
        from deadlines.calendars.events import register_events  # noqa: PLC0415
        from deadlines.goals import register_goals  # noqa: PLC0415
        from deadlines.running import register_deadlines  # noqa: PLC0415
        from implementation.calendars import events  # noqa: PLC0415
        from implementation.deadlines import ACTIVITY_REPORT, source  # noqa: PLC0415
        from implementation.enums import WORDS  # noqa: PLC0415
        from implementation.models import ActionPlan, Activity, Report  # noqa: PLC0415
        from implementation.plan import compile_plan  # noqa: PLC0415
        from implementation.proof import implementation_differs  # noqa: PLC0415
        from implementation.reference import papers_differ  # noqa: PLC0415
        from implementation.sections import MEASURE, PARTICIPANT  # noqa: PLC0415
        from implementation.transitions import ALL  # noqa: PLC0415
        from members.sections import register_section  # noqa: PLC0415
        from proposals.plans import register_compiler  # noqa: PLC0415
        from records.kinds import ObjectKind, name_keys, register_kind  # noqa: PLC0415
        from records.known_acts import register_acts  # noqa: PLC0415
        from records.proof import register_check  # noqa: PLC0415

        register_acts(*ALL, room=_("Implementation"), words=WORDS)
        register_compiler(compile_plan)
        register_section(PARTICIPANT)
        register_measure_section(MEASURE)
        name_keys("report", label=_("Report"), names=Report.names_for)
        register_deadlines(source)
        register_events(events)
        register_goals(ACTIVITY_REPORT)
        register_check(implementation_differs)
        register_check(papers_differ)
        register_kind(
            ObjectKind(
                "activity",
                _("Activity"),
                Activity.objects.keys_for,
                partial(address_of, "activity"),
                Activity.objects.readers_of,
            )
        )
        register_kind(
            ObjectKind(
                "action-plan",
                _("Action plan"),
                ActionPlan.objects.keys_for,
                partial(address_of, "action-plan"),
                ActionPlan.objects.readers_of,
            )
        )
        register_kind(
            ObjectKind(
                "report",
                _("Report"),
                Report.objects.keys_for,
                partial(address_of, "report"),
                Report.objects.readers_of,
            )
        )
        register_kind(
            ObjectKind("review", _("Review"), lambda actor: True, lambda year: address_of("review-list"))
        )
