"""Names the kinds of object that acts of this app speak of."""

from functools import partial
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from records.addresses import address_of


class MembersConfig(AppConfig):
    """Participants and chairmanships, visible to everyone; accounts, to those who answer for them."""

    name = "members"

    def ready(self) -> None:
        """Make the kinds and the acts known to the register."""
        from members import signals  # noqa: PLC0415
        from members.enums import DelegationRole, Post, RecordEntry, Status  # noqa: PLC0415 (as below)
        from members.fields import represented  # noqa: PLC0415
        from members.grammar import said_of  # noqa: PLC0415
        from members.models import Participant  # noqa: PLC0415
        from members.proof import members_differ  # noqa: PLC0415 (as below)
        from members.querysets import visible_acts_on_accounts  # noqa: PLC0415
        from members.timeline import timeline  # noqa: PLC0415
        from members.transitions import (  # noqa: PLC0415 (as below)
            ADMIT,
            ALSO,
            CANCEL_CHANGE,
            CHANGE_ACCOUNT,
            CHANGE_STATUS,
            CORRECT_ENTRY,
            HAND_OVER,
            NAME_CHAIRS_OFFICE,
            OPEN_ACCOUNT,
            RENAME,
            SEND_PASSWORD_LINK,
        )
        from records.act_fields import name_states_by  # noqa: PLC0415
        from records.facts import answer_names  # noqa: PLC0415
        from records.kinds import ObjectKind, register_kind  # noqa: PLC0415 (apps are loaded only now)
        from records.known_acts import register_acts  # noqa: PLC0415
        from records.proof import register_check  # noqa: PLC0415
        from records.said import draw_acts_by  # noqa: PLC0415
        from records.telling import agree_by  # noqa: PLC0415

        signals.connect()
        names = Participant.objects.names
        statuses = dict(Status.choices)
        standing = dict.fromkeys(("from", "to"), statuses)

        def status_or_name() -> dict[str, Any]:
            return {**statuses, **names()}

        draw_acts_by(lambda acts: timeline(acts, names=names()))
        register_acts(ADMIT, CHANGE_STATUS, RENAME, room=_("Participants"), words=standing)
        register_acts(
            CANCEL_CHANGE,
            CORRECT_ENTRY,
            room=_("Participants"),
            words={"from": status_or_name, "to": status_or_name, "entry": dict(RecordEntry.choices)},
        )
        register_acts(HAND_OVER, room=_("Participants"), words={"from": names, "to": names})
        rights = dict(Post.choices) | dict(DelegationRole.choices)
        words = dict.fromkeys(("from", "to"), lambda: rights | names()) | {"also": ALSO}
        register_acts(
            OPEN_ACCOUNT,
            CHANGE_ACCOUNT,
            NAME_CHAIRS_OFFICE,
            SEND_PASSWORD_LINK,
            room=_("Accounts"),
            words=words,
        )
        register_check(members_differ)
        answer_names(names)
        agree_by(said_of)
        name_states_by(represented)
        register_kind(
            ObjectKind(
                "participant",
                _("Participant"),
                lambda actor: True,
                partial(address_of, "participant"),
            )
        )
        register_kind(
            ObjectKind("account", _("Account"), visible_acts_on_accounts, partial(address_of, "account"))
        )
