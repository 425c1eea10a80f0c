"""Names the kinds of object that acts of this app speak of."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """Participants and chairmanships: visible to everyone."""

    name = "members"

    def ready(self) -> None:
        """Make the kinds and the acts known to the register."""
        from members.enums import Status  # noqa: PLC0415 (as below)
        from members.fields import represented  # noqa: PLC0415
        from members.models import Participant  # noqa: PLC0415
        from members.transitions import ADMIT, CHANGE_STATUS, HAND_OVER  # noqa: PLC0415 (as below)
        from records.acts import name_states_by, register_acts  # noqa: PLC0415
        from records.facts import answer_names  # noqa: PLC0415
        from records.kinds import ObjectKind, register_kind  # noqa: PLC0415 (apps are loaded only now)

        names = Participant.objects.names
        status = {"from": dict(Status.choices), "to": dict(Status.choices)}
        register_acts(ADMIT, CHANGE_STATUS, room=_("Participants"), words=status)
        register_acts(HAND_OVER, room=_("Participants"), words={"from": names, "to": names})
        answer_names(names)
        name_states_by(represented)
        register_kind(
            ObjectKind("participant", _("Participant"), lambda actor: True, lambda code: f"/members/{code}/")
        )
