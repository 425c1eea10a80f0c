"""Names the kinds of object that acts of this app speak of."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    """Proposals: acts about them are visible as they are."""

    name = "proposals"

    def ready(self) -> None:
        """Make the kinds and the acts known to the register."""
        from cbms.querysets import register_coordination  # noqa: PLC0415 (as below)
        from proposals.dossier import measures_drafted_by  # noqa: PLC0415
        from proposals.transitions import TABLE  # noqa: PLC0415
        from records.acts import register_acts  # noqa: PLC0415
        from records.kinds import ObjectKind, register_kind  # noqa: PLC0415 (apps are loaded only now)

        register_acts(*TABLE)
        register_coordination(measures_drafted_by)
        register_kind(
            ObjectKind(
                "proposal",
                _("Proposal"),
                lambda actor: actor.reads_restricted,
                lambda reference: f"/proposals/{reference}/",
            )
        )
