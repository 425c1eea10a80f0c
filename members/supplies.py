"""What members supply to the rooms below: acts and kinds, and how states are named and spoken of."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members.enums import DelegationRole, Post, RecordEntry, Status
from members.fields import represented
from members.grammar import said_of
from members.models import Participant
from members.proof import members_differ
from members.querysets import visible_acts_on_accounts
from members.timeline import timeline
from members.transitions import (
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
from records.act_fields import STATES_FIELD
from records.addresses import address_of
from records.facts import PARTICIPANT_NAMES
from records.kinds import KINDS, ObjectKind
from records.known_acts import ACTS, Acts
from records.proof import CHECKS
from records.said import TIMELINE
from records.supplying import Supplies
from records.telling import AGREEMENT

NAMES = Participant.objects.names
STATUSES = dict(Status.choices)
RIGHTS = dict(Post.choices) | dict(DelegationRole.choices)


def _both(words: Any) -> dict[str, Any]:
    """Return what the codes before and after a change mean."""
    return {"from": words, "to": words}


def _status_or_name() -> dict[str, Any]:
    return {**STATUSES, **NAMES()}


def _right_or_name() -> dict[str, Any]:
    return {**RIGHTS, **NAMES()}


def _timeline_with_names(acts: QuerySet) -> Iterable[dict[str, Any]]:
    return timeline(acts, names=NAMES())


SUPPLIES = Supplies(
    ACTS.of(
        Acts(_("Participants"), (ADMIT, CHANGE_STATUS, RENAME), _both(STATUSES)),
        Acts(
            _("Participants"),
            (CANCEL_CHANGE, CORRECT_ENTRY),
            _both(_status_or_name) | {"entry": dict(RecordEntry.choices)},
        ),
        Acts(_("Participants"), (HAND_OVER,), _both(NAMES)),
        Acts(
            _("Accounts"),
            (OPEN_ACCOUNT, CHANGE_ACCOUNT, NAME_CHAIRS_OFFICE, SEND_PASSWORD_LINK),
            _both(_right_or_name) | {"also": ALSO},
        ),
    ),
    KINDS.of(
        ObjectKind("participant", _("Participant"), lambda actor: True, partial(address_of, "participant")),
        ObjectKind("account", _("Account"), visible_acts_on_accounts, partial(address_of, "account")),
    ),
    CHECKS.of(members_differ),
    TIMELINE.of(_timeline_with_names),
    PARTICIPANT_NAMES.of(NAMES),
    AGREEMENT.of(said_of),
    STATES_FIELD.of(represented),
)
