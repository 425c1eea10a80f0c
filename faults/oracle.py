"""The oracle: compares what clients were told with what is there. Pure: a journal and facts in, findings out.

A finding is a sentence that names what is wrong; none means that everything holds.
`tests/faults/test_oracle.py` doctors a record in each of these ways and sees it found.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from faults.journal import Sent

MARKED = re.compile(r"\[key ([0-9a-f-]{36})\]")
CLOCK_TOLERANCE = timedelta(milliseconds=20)
"""Client and database read one machine's clock, but not at one instant."""
DUPLICATES = 0.01
"""At most so many of the messages may arrive a second time, with the same id."""
HANDED_OVER = "handed_over"
QUEUED = "queued"
UNBROKEN = frozenset({"agreed", "approved"})


@dataclass(frozen=True)
class ActFact:
    """An act in the register. `username` is "" for the procedure; `told` and `must_tell` are addressees.

    `must_reach` is whom it must go out to: `{(channel, addressee of a delivery)}`.
    """

    number: int
    at: datetime
    username: str
    action: str
    object_kind: str
    object_key: str
    payload: str
    moved: tuple[str | None, str | None]
    told: frozenset[str]
    must_tell: frozenset[str] = frozenset()
    must_reach: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class ProposalFact:
    """Where a proposal stands, and how many acts it says it has had."""

    reference: str
    stage: str
    revision: int


@dataclass(frozen=True)
class SilenceFact:
    """A silence procedure and how it ended. `blocked_at` holds the instants of objections and amendments."""

    name: str
    since: datetime
    closes_at: datetime
    outcome: str
    effective_at: datetime | None
    blocked_at: tuple[datetime, ...] = ()
    adopted_at: datetime | None = None


@dataclass(frozen=True)
class KeptAnswer:
    """What is kept of the answer for a key: where its object is read; status None where there is none."""

    key: str
    status: int | None
    shows: str


@dataclass(frozen=True)
class DeliveryFact:
    """A message to the outside: its stable id there, and what the ledger says became of it."""

    id: str
    act: int
    channel: str
    addressee: str
    status: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the database and the world outside hold, at one moment of rest.

    `outbox` is `{act number: whether it was fanned out}`; `received` holds the ids that arrived outside, by
    channel, with repetitions. `moves` is `{action: (stages it is open in, stages it leads to)}`. `cut_short`
    is how many messages the workers can have been at as the database was killed: each may have gone out.
    """

    at: datetime
    chain: str
    acts: Sequence[ActFact]
    proposals: Sequence[ProposalFact]
    silences: Sequence[SilenceFact]
    answers: Sequence[KeptAnswer]
    orphans: Sequence[str]
    outbox: Mapping[int, bool]
    deliveries: Sequence[DeliveryFact]
    received: Mapping[str, Sequence[str]]
    cut_short: int = 0
    moves: Mapping[str, tuple[frozenset[str | None], frozenset[str]]] = field(default_factory=dict)


Check = Callable[[Sequence[Sent], Facts], Iterator[str]]


def findings(sent: Sequence[Sent], facts: Facts) -> list[str]:
    """Return everything that is wrong, each in a sentence."""
    return [finding for check in (*LASTING, *SETTLING) for finding in check(sent, facts)]


def lasting_findings(sent: Sequence[Sent], facts: Facts) -> list[str]:
    """Return what is wrong and will stay so, however long the workers go on."""
    return [finding for check in LASTING for finding in check(sent, facts)]


def every_act_was_answered(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """A client that goes on asking gets an answer in the end."""
    for act in sent:
        if not act.status:
            yield f"{_name(act)} was never answered, though asked {act.times_sent} times"


def acts_are_as_many_as_acknowledged(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """Of each account and action the register has exactly as many acts as clients were told of."""
    told = Counter((act.who, act.action) for act in sent if act.is_acknowledged)
    entered = Counter((act.username, act.action) for act in facts.acts if act.username)
    for of in told.keys() | entered.keys():
        if told[of] > entered[of]:
            yield f"lost: {told[of]} acts {of} were acknowledged, {entered[of]} are in the register"
        elif told[of] < entered[of]:
            yield f"unasked: {entered[of]} acts {of} are in the register, {told[of]} were acknowledged"


def each_key_is_one_act(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """A key that the register keeps stands in exactly one act, of the one who sent it; a refused one in
    none.
    """
    found: dict[str, list[ActFact]] = {}
    for act in facts.acts:
        for key in MARKED.findall(act.payload):
            found.setdefault(key, []).append(act)
    asked = {act.key: act for act in sent}
    for act in sent:
        entered = found.get(act.key, [])
        if act.is_acknowledged and act.is_marked and len(entered) != 1:
            yield f"{'doubled' if entered else 'lost'}: {_name(act)} is in the register {len(entered)} times"
        if not act.is_acknowledged and act.status and entered:
            yield f"refused and yet done: {_name(act)} is act {entered[0].number}"
        yield from (
            f"{_name(act)} is in the register as {one.action} by {one.username}"
            for one in entered
            if (one.action, one.username) != (act.action, act.who)
        )
    yield from (f"the register names a key that nobody sent: {key}" for key in found.keys() - asked.keys())


def each_number_is_one_act(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """The number that an answer gave is that act's, and no other answer's."""
    by_number = {act.number: act for act in facts.acts}
    claimed = Counter(act.number for act in sent if act.is_acknowledged and act.number)
    for act in sent:
        if not act.is_acknowledged or act.number is None:
            continue
        entered = by_number.get(act.number)
        if entered is None:
            yield f"lost: {_name(act)} was acknowledged as act {act.number}, which is not there"
        elif (entered.username, entered.action) != (act.who, act.action):
            found = f"{entered.action} by {entered.username}"
            yield f"{_name(act)} was acknowledged as act {act.number}, which is {found}"
        if claimed[act.number] > 1:
            yield f"doubled: act {act.number} was given as the number of {claimed[act.number]} acts"


def acts_happened_when_they_were_sent(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """An act's instant lies between its first sending and its answer, whatever the clock of the node that
    took it.
    """
    by_number = {act.number: act for act in facts.acts}
    by_key = {key: act for act in facts.acts for key in MARKED.findall(act.payload)}
    for act in sent:
        entered = by_key.get(act.key) or by_number.get(act.number or 0)
        if not act.is_acknowledged or entered is None or act.answered_at is None:
            continue
        if not act.first_sent_at - CLOCK_TOLERANCE <= entered.at <= act.answered_at + CLOCK_TOLERANCE:
            between = f"sent {act.first_sent_at} and answered {act.answered_at}"
            yield f"{_name(act)} is dated {entered.at}, but was {between}"


def answers_are_kept(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """For each acknowledged key one answer is kept, of the object that the client was shown; for a refused
    one none.
    """
    kept: dict[str, list[KeptAnswer]] = {}
    for answer in facts.answers:
        kept.setdefault(answer.key, []).append(answer)
    for act in sent:
        found = kept.get(act.key, [])
        if act.is_acknowledged:
            if len(act.answers) > 1:
                yield f"{_name(act)} was answered in {len(act.answers)} ways"
            if [(one.status, one.shows) for one in found] != [(act.status, shows) for shows in act.answers]:
                yield f"the answer kept for {_name(act)} is not the one given"
        elif act.status and found:
            yield f"an answer is kept for {_name(act)}, which was refused"


def the_register_is_sound(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """The chain of hashes holds from the first act to the head."""
    if facts.chain:
        yield f"the register is broken: {facts.chain}"


def stages_are_what_acts_made_them(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """Each proposal's stage follows from its acts, each of which was open in the stage before."""
    stages: dict[str, str | None] = {}
    revisions: Counter[str] = Counter()
    for act in sorted(facts.acts, key=lambda act: act.number):
        if act.object_kind != "proposal" or act.moved == (None, None):
            continue
        before, after = act.moved
        if stages.get(act.object_key) != before:
            yield f"act {act.number} ({act.action}) begins in {before}, not in {stages.get(act.object_key)}"
        sources, targets = facts.moves.get(act.action, (frozenset({before}), frozenset({after})))
        if before not in sources or not (after in targets or after == (before or "interest")):
            yield f"act {act.number} ({act.action}) leads from {before} to {after}, unknown to the procedure"
        stages[act.object_key] = after
        revisions[act.object_key] += 1
    for proposal in facts.proposals:
        made = stages.pop(proposal.reference, None)
        if (made, revisions[proposal.reference]) != (proposal.stage, proposal.revision):
            yield (
                f"{proposal.reference} is in {proposal.stage} after {proposal.revision} acts;"
                f" its acts say {made} after {revisions[proposal.reference]}"
            )
    yield from (f"{reference} has acts and no row" for reference in stages)


def everyone_was_told(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """Each act has the notices that the table promises, and no notice is without its act."""
    for act in facts.acts:
        if missing := act.must_tell - act.told:
            yield f"act {act.number} ({act.action}) has no notice for {', '.join(sorted(missing))}"
    yield from facts.orphans


def silences_ended_at_their_deadlines(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """A silence takes effect at its deadline unless somebody blocked it strictly before."""
    for silence in facts.silences:
        broken = [at for at in silence.blocked_at if silence.since <= at < silence.closes_at]
        if silence.outcome == "open":
            if silence.closes_at <= facts.at:
                yield f"the silence {silence.name} ended at {silence.closes_at} and is still open"
        elif silence.outcome in UNBROKEN:
            if broken:
                yield f"the silence {silence.name} was adopted in spite of a block at {broken[0]}"
            if silence.effective_at != silence.closes_at:
                instants = f"{silence.effective_at}, not at {silence.closes_at}"
                yield f"the silence {silence.name} took effect at {instants}"
            if silence.adopted_at not in (None, silence.closes_at):
                yield f"the decision by the silence {silence.name} is dated {silence.adopted_at}"
        elif silence.outcome == "silence_broken" and not broken:
            yield f"the silence {silence.name} is broken, and nobody blocked it before its deadline"


def every_act_is_in_the_outbox(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """Each act has its entry, each entry its act, and all are worked off."""
    numbers = {act.number for act in facts.acts}
    yield from (f"act {number} is not in the outbox" for number in sorted(numbers - facts.outbox.keys()))
    yield from (
        f"the outbox tells of act {number}, which is not there" for number in facts.outbox.keys() - numbers
    )
    yield from (
        f"act {number} waits in the outbox" for number, is_done in facts.outbox.items() if not is_done
    )


def nobody_was_forgotten(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """Each act has a delivery to everyone whom it must go out to, whatever became of it: an entry of the
    outbox that is marked as done proves none.
    """
    made: dict[int, set[tuple[str, str]]] = {}
    for delivery in facts.deliveries:
        made.setdefault(delivery.act, set()).add((delivery.channel, delivery.addressee))
    for act in facts.acts:
        for channel, addressee in sorted(act.must_reach - made.get(act.number, set())):
            yield f"lost: act {act.number} ({act.action}) has no {channel} to {addressee}"


def everything_was_delivered(sent: Sequence[Sent], facts: Facts) -> Iterator[str]:
    """What is handed over arrived, what arrived is of an act, nobody has two messages of one act, few came
    twice.
    """
    numbers = {act.number for act in facts.acts}
    known = {delivery.id: delivery for delivery in facts.deliveries}
    told = Counter((delivery.channel, delivery.act, delivery.addressee) for delivery in facts.deliveries)
    yield from (f"{count} messages of one act: {of}" for of, count in told.items() if count > 1)
    received = {channel: Counter(ids) for channel, ids in facts.received.items()}
    for delivery in facts.deliveries:
        if delivery.act not in numbers:
            yield f"the delivery {delivery.id} is of act {delivery.act}, which is not there"
        if delivery.status == QUEUED:
            yield f"the delivery {delivery.id} still waits"
        if delivery.status == HANDED_OVER and not received.get(delivery.channel, Counter())[delivery.id]:
            yield f"the delivery {delivery.id} says it was handed over, and never arrived"
    for channel, counted in received.items():
        yield from (f"{channel}: {id_} arrived and is of no delivery" for id_ in counted if id_ not in known)
        repeated = counted.total() - len(counted)
        if repeated > max(1, DUPLICATES * len(counted), facts.cut_short):
            yield f"{channel}: {repeated} of {len(counted)} messages arrived twice or more"


LASTING: tuple[Check, ...] = (
    every_act_was_answered,
    acts_are_as_many_as_acknowledged,
    each_key_is_one_act,
    each_number_is_one_act,
    acts_happened_when_they_were_sent,
    answers_are_kept,
    the_register_is_sound,
    stages_are_what_acts_made_them,
    everyone_was_told,
)
SETTLING: tuple[Check, ...] = (
    silences_ended_at_their_deadlines,
    every_act_is_in_the_outbox,
    nobody_was_forgotten,
    everything_was_delivered,
)


def repetitions(received: Iterable[str]) -> int:
    """Return how many messages arrived again, with an id that had arrived before."""
    counted = Counter(received)
    return counted.total() - len(counted)


def _name(act: Sent) -> str:
    """Name an act of the journal in a finding."""
    return f"{act.action} by {act.who} (key {act.key})"
