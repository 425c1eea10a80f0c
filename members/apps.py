"""Names the kinds of object that acts of this app speak of."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """Participants and chairmanships: visible to everyone."""

    name = "members"

    def ready(self) -> None:
        """Make the kinds and the acts known to the register."""
        from members.transitions import ADMIT, CHANGE_STATUS, HAND_OVER  # noqa: PLC0415 (as below)
        from records.acts import register_acts  # noqa: PLC0415
        from records.kinds import ObjectKind, register_kind  # noqa: PLC0415 (apps are loaded only now)

        register_acts(ADMIT, CHANGE_STATUS, HAND_OVER, room=_("Participants"))
        register_kind(
            ObjectKind("participant", _("Participant"), lambda actor: True, lambda code: f"/members/{code}/")
        )
