"""Connects the notices to the register, and the channels to the notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from records.addresses import address_of


class NoticesConfig(AppConfig):
    """Asks the register to be told of every act."""

    name = "notices"

    def ready(self) -> None:
        """Write notices with every act from now on."""
        from notices.actions import tell  # noqa: PLC0415 (models are not loaded before ready)
        from notices.channels import register_channel  # noqa: PLC0415
        from notices.former_addresses import FORMER  # noqa: PLC0415
        from notices.mail import MAIL  # noqa: PLC0415
        from notices.password_links import LINK  # noqa: PLC0415
        from notices.proof import deliveries_differ, notices_differ  # noqa: PLC0415
        from notices.restoring import OBJECT_KIND  # noqa: PLC0415
        from notices.service import told_of  # noqa: PLC0415
        from notices.transitions import RESTORE  # noqa: PLC0415
        from records.kinds import ObjectKind, register_kind  # noqa: PLC0415
        from records.known_acts import register_acts  # noqa: PLC0415
        from records.proof import register_check  # noqa: PLC0415
        from records.register import on_append  # noqa: PLC0415
        from web.register.told import answer_who_was_told  # noqa: PLC0415

        register_acts(RESTORE, room=_("Register"))
        register_kind(
            ObjectKind(OBJECT_KIND, _("Register"), lambda actor: True, lambda key: address_of("act-list"))
        )
        on_append(tell)
        answer_who_was_told(told_of)
        register_channel(MAIL)  # first: people do not wait for slow machines
        register_channel(LINK)
        register_channel(FORMER)
        register_check(notices_differ)
        register_check(deliveries_differ)
