"""Reads what the oracle judges from the run's database. Needs `django.setup()` on it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q

from faults.oracle import ActFact, DeliveryFact, Facts, KeptAnswer, ProposalFact, SilenceFact
from members.actor import Actor
from members.models import Account
from notices.enums import ChannelName
from notices.models import Delivery, Notice, OutboxEntry
from notices.querysets import addresses_of
from proposals.consensus import BLOCKING
from proposals.dossier import member_codes
from proposals.enums import Mode
from proposals.models import Consideration, Proposal
from proposals.row import CHAIR, MEMBERS, SECRETARIAT
from proposals.transitions import BY_NAME
from records import clock, register
from records.models import Act, RepeatableRequest

PROPOSAL = "proposal"
ORPHANS = """
    SELECT 'a notice tells of act ' || n.act_id || ', which is not there'
    FROM notices_notice n LEFT JOIN records_act a ON a.number = n.act_id WHERE a.number IS NULL
"""


def read(*, received: Callable[[], Mapping[str, Sequence[str]]]) -> Facts:
    """Return the facts; `received` tells what arrived outside, by channel.

    It is asked last: what the ledger then says was handed over has arrived by then.
    """
    at = clock.now()
    verdict = register.verify()
    members = frozenset(member_codes(at.date()))
    with connection.cursor() as cursor:
        cursor.execute(ORPHANS)
        orphans = [row[0] for row in cursor.fetchall()]
    return Facts(
        at=at,
        chain=f"act {verdict.broken_at}: {verdict.reason}" if verdict.broken_at else "",
        acts=_acts(members),
        proposals=[
            ProposalFact(*row) for row in Proposal.objects.values_list("reference", "stage", "revision")
        ],
        silences=_silences(),
        answers=[
            KeptAnswer(*row) for row in RepeatableRequest.objects.values_list("key", "status", "address")
        ],
        orphans=orphans,
        outbox={
            act: fanned_out_at is not None
            for act, fanned_out_at in OutboxEntry.objects.values_list("act_id", "fanned_out_at")
        },
        deliveries=_deliveries(),
        received=received(),
        moves={name: _move(row) for name, row in BY_NAME.items()},
    )


def _acts(members: frozenset[str]) -> list[ActFact]:
    usernames = {str(id_): username for id_, username in Account.objects.values_list("public_id", "username")}
    told = dict(
        Notice.objects.values("act_id").annotate(told=ArrayAgg("addressee")).values_list("act_id", "told")
    )
    readers = _readers()
    return [
        ActFact(
            number=act["number"],
            at=act["at"],
            username=usernames.get(act["account"], ""),
            action=act["action"],
            object_kind=act["object_kind"],
            object_key=act["object_key"],
            payload=act["payload"],
            moved=_moved(act),
            told=frozenset(told.get(act["number"], ())),
            must_tell=_must_tell(act, members) if act["object_kind"] == PROPOSAL else frozenset(),
            must_reach=frozenset(
                reader.as_addressee
                for reader in readers
                if act["number"] in reader.sees and reader.is_told(told.get(act["number"], ()))
            ),
        )
        for act in Act.objects.order_by("number")
        .values("number", "at", "account", "action", "object_kind", "object_key", "payload")
        .iterator()
    ]


@dataclass(frozen=True)
class _Reader:
    """Who is sent what goes out, and the numbers of the acts that it may see.

    `reads_for` is None for a webhook, which is told of all that its owner sees.
    """

    as_addressee: tuple[str, str]
    sees: frozenset[int]
    reads_for: frozenset[str] | None = None

    def is_told(self, told: Iterable[str]) -> bool:
        """Whether an act that tells these goes out to it."""
        return self.reads_for is None or not self.reads_for.isdisjoint(told)


def _readers() -> list[_Reader]:
    """Return who is mailed or has a webhook. In a run neither accounts nor subscriptions change."""
    found, seen_later = [], _seen_later()
    for account in Account.objects.with_standing().filter(is_active=True):
        actor = Actor.of(account)
        webhooks = list(account.webhooks.filter(is_active=True).values_list("pk", flat=True))
        if account.email or webhooks:
            sees = frozenset(Act.objects.visible_to(actor).values_list("number", flat=True))
            steady = sees - seen_later
            found += [_Reader((ChannelName.WEBHOOK, str(key)), steady) for key in webhooks]
            if account.email:
                reads_for = frozenset(addresses_of(actor))
                found.append(_Reader((ChannelName.MAIL, str(account.pk)), sees, reads_for))
    return found


def _seen_later() -> frozenset[int]:
    """Return the acts on what authors settle among themselves: who follows it may have come after the act."""
    return frozenset(Act.objects.filter(object_kind="handling").values_list("number", flat=True))


def _moved(act: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the stages that a proposal's act names in its payload."""
    if act["object_kind"] != PROPOSAL:
        return (None, None)
    payload = json.loads(act["payload"])
    return (payload.get("from"), payload.get("to"))


def _must_tell(act: Mapping[str, Any], members: frozenset[str]) -> frozenset[str]:
    """Return whom the table has told of an act, as far as it does not depend on the proposal's record."""
    row = BY_NAME.get(act["action"])
    if row is None:
        return frozenset()
    offices = {name for group, name in ((CHAIR, "chair"), (SECRETARIAT, "secretariat")) if group in row.tells}
    return frozenset(offices) | (members if MEMBERS in row.tells else frozenset())


def _move(row: Any) -> tuple[frozenset[str | None], frozenset[str]]:
    """Return the stages that an act is open in and those it may lead to."""
    sources = frozenset(None if stage is None else str(stage) for stage in row.sources)
    return sources, frozenset(map(str, row.targets)) | LAST_TO_LEAVE.get(str(row.name), frozenset())


LAST_TO_LEAVE = {"withdraw-interest": frozenset({"withdrawn"})}
"""Where an act's effect, and not its row, names the stage it leads to."""


def _silences() -> list[SilenceFact]:
    blocked = ArrayAgg("positions__received_at", filter=Q(positions__position__in=BLOCKING), default=[])
    rows = (
        Consideration.objects.filter(mode=Mode.SILENCE)
        .annotate(blocked=blocked)
        .values(
            "pk", "proposal__reference", "silence_since", "closes_at", "outcome", "effective_at", "blocked",
            "decision__adopted_at",
        )
    )  # fmt: skip
    return [
        SilenceFact(
            name=f"{row['pk']} on {row['proposal__reference']}",
            since=row["silence_since"],
            closes_at=row["closes_at"],
            outcome=row["outcome"],
            effective_at=row["effective_at"],
            blocked_at=tuple(row["blocked"]),
            adopted_at=row["decision__adopted_at"],
        )
        for row in rows
    ]


def _deliveries() -> list[DeliveryFact]:
    rows = Delivery.objects.filter(act__isnull=False)
    return [
        DeliveryFact(id=str(pk), act=act, channel=channel, addressee=f"{account or webhook}", status=status)
        for pk, act, channel, account, webhook, status in rows.values_list(
            "pk", "act_id", "channel", "account_id", "webhook_id", "status"
        )
    ]
