"""Connects the notices to the register, and the channels to the notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from records.addresses import address_of


class NoticesConfig(AppConfig):
    """Asks the register to be told of every act."""

    name = "notices"

    def ready(self) -> None:
        """Write notices with every act from now on."""
        from deadlines.transitions import ESCALATE, REMIND

        from deadlines.calendars import deadlines  # noqa: PLC0415
        from deadlines.calendars.events import register_events  # noqa: PLC0415
        from deadlines.calendars.kinds import register_calendars  # noqa: PLC0415
        from deadlines.calendars.participants import OF_PARTICIPANTS  # noqa: PLC0415
        from deadlines.chairs_office import unnamed  # noqa: PLC0415
        from deadlines.ladder import WORDS  # noqa: PLC0415
        from deadlines.passing import awaited_from_the_chair  # noqa: PLC0415
        from deadlines.waiting import register_source  # noqa: PLC0415
        from members.passing import register_passing  # noqa: PLC0415
        from notices.actions import tell  # noqa: PLC0415 (models are not loaded before ready)
        from notices.channels import register_channel  # noqa: PLC0415
        from notices.former_addresses import FORMER  # noqa: PLC0415
        from notices.mail import MAIL  # noqa: PLC0415
        from notices.password_links import LINK  # noqa: PLC0415
        from notices.proof import deliveries_differ, notices_differ  # noqa: PLC0415
        from notices.restoring import OBJECT_KIND  # noqa: PLC0415
        from notices.service import told_of  # noqa: PLC0415
        from notices.transitions import RESTORE
        from records.kinds import ObjectKind, register_kind  # noqa: PLC0415
        from records.known_acts import register_acts  # noqa: PLC0415
        from records.proof import register_check  # noqa: PLC0415
        from records.register import on_append  # noqa: PLC0415
        from web.register.told import answer_who_was_told  # noqa: PLC0415
        from webhooks.channel import WEBHOOK  # noqa: PLC0415
        from webhooks.subscriptions import switched_off  # noqa: PLC0415

        register_acts(REMIND, ESCALATE, room=_("Deadlines"), words=WORDS)
        register_acts(RESTORE, room=_("Register"))
        register_kind(
            ObjectKind(OBJECT_KIND, _("Register"), lambda actor: True, lambda key: address_of("act-list"))
        )
        on_append(tell)
        answer_who_was_told(told_of)
        register_channel(MAIL)  # first: people do not wait for slow machines
        register_channel(LINK)
        register_channel(FORMER)
        register_channel(WEBHOOK)
        register_source(switched_off, is_personal=True)
        register_source(unnamed)
        register_calendars(OF_PARTICIPANTS)
        register_events(deadlines.events)
        register_passing(_("Awaited from the Chair"), awaited_from_the_chair)
        register_check(notices_differ)
        register_check(deliveries_differ)
