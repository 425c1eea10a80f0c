"""The register of acts: appending, proving and verifying its hash chain.

An act's `digest` is the SHA-256 of its canonical JSON (`envelope`), which names the SHA-256 of what stands
beside the act (`records.beside`) and shows none of it. Its `hash` is the SHA-256 of
the ASCII text `hash(number - 1) + hash(skip_ancestor(number)) + digest`. The second link lets a
receipt lead from the head back to any act in O(log² n) steps without showing what lies between.

After a restoration from a backup, the numbers of lost acts are left out. The hash of such a number is that of
the last act before it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Self

import orjson
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from records import trace
from records.beside import BESIDE, Beside, fault_beside
from records.canonical import canonical_bytes, instant_text, sha256
from records.models import Act, RegisterHead, Restoration
from records.supplying import Slot, in_order

GENESIS = "0" * 64
"""The hash before the first act."""
HASH = re.compile(r"[0-9a-f]{64}")
RESTORE = "restore"
"""The name of the act by which a restoration is entered; its fact `kept` is the last act before the gap."""
RECEIVED = "received_at"
"""The fact of an act that another overtook on its way into the register: when it was received."""

Listener = Callable[[Act, frozenset[str]], None]
LISTENERS: Slot[Listener, tuple[Listener, ...]] = Slot("listeners of the register", in_order)
"""Called as `listener(act, told)` within the transaction of every act."""


def skip_ancestor(number: int) -> int:
    """Return the earlier act that `number` also links to: its lowest set bit cleared (0 before the first)."""
    return number & (number - 1)


def envelope(act: Act | dict[str, Any]) -> dict[str, Any]:
    """Return the facts of an act that its digest covers, with the payload as the text that was written."""
    row = act if isinstance(act, dict) else {name: getattr(act, name) for name in (*ENVELOPE_FIELDS, BESIDE)}
    facts = {**{name: row[name] for name in ENVELOPE_FIELDS}, "at": instant_text(row["at"])}
    return facts | ({BESIDE: sha256(row[BESIDE].encode())} if row.get(BESIDE) else {})


def digest_of(act: Act | dict[str, Any]) -> str:
    """Return the SHA-256 of an act's canonical JSON."""
    return sha256(canonical_bytes(envelope(act)))


ENVELOPE_FIELDS = (
    "number", "at", "account", "capacity", "state", "entered_by",
    "action", "object_kind", "object_key", "rule", "payload",
)  # fmt: skip


def append(
    *,
    at: datetime,
    account: str,
    capacity: str,
    state: str = "",
    entered_by: str = "",
    action: str,
    object_kind: str,
    object_key: str,
    rule: str,
    payload: dict[str, Any],
    told: Iterable[str] = (),
    readers: list[str] | None = None,
    enclosed: Mapping[str, list[str] | None] = MappingProxyType({}),
) -> Act:
    """Enter an act as the last of the register and tell the listeners; call inside the act's transaction.

    `at` is the database clock's instant at which the act was received. No act lies before its predecessor in
    time: where another was entered meanwhile with a later instant, this one is entered with that, and keeps
    its own as the fact `received_at`, which is what counts against a deadline. `told` holds the addressees of
    its notices: codes of participants, `secretariat`, `chair`; `readers` who may see the act
    (`records.kinds`), `enclosed` who reads what it encloses, by field. The head's row stays locked until the
    transaction ends.
    """
    head = RegisterHead.objects.select_for_update().get()
    number = head.number + 1
    entered_at = max(at, _instant_of(head.number) or at)
    if entered_at > at:
        payload = {**payload, RECEIVED: at}
    told, accepted_at = frozenset(told), trace.accepted_at()
    beside = Beside.of(readers=readers, accepted_at=accepted_at, told=told, enclosed=enclosed)
    act = Act(
        number=number, at=entered_at, account=account, capacity=capacity, state=state, entered_by=entered_by,
        action=action, object_kind=object_kind, object_key=object_key, rule=rule,
        payload=canonical_bytes(payload).decode(), readers=readers, accepted_at=accepted_at,
        beside=beside.written(),
    )  # fmt: skip
    act.digest = digest_of(act)
    act.hash = chained(previous=head.hash, skipped=_hash_of(skip_ancestor(number), head), digest=act.digest)
    act.save(force_insert=True)
    RegisterHead.objects.filter(pk=1).update(number=number, hash=act.hash)
    for listener in LISTENERS.supplied():
        listener(act, told)
    return act


def leave_out(*, until: int) -> None:
    """Give out no number up to `until`, which lost acts may have; called within the act that says so."""
    RegisterHead.objects.filter(pk=1, number__lt=until).update(number=until)


def chained(*, previous: str, skipped: str, digest: str) -> str:
    """Return the hash of an act from the two hashes it links to and its own digest."""
    return sha256(f"{previous}{skipped}{digest}".encode())


def _instant_of(number: int) -> datetime | None:
    """Return when an act, or the last one before a lost one, was entered; None where there is none."""
    return _upwards_to(number).values_list("at", flat=True).first()


def _hash_of(number: int, head: RegisterHead | None = None) -> str:
    """Return the hash of an act, of a lost one that of the last act before it."""
    if number == 0:
        return GENESIS
    if head and number == head.number:
        return head.hash
    return _upwards_to(number).values_list("hash", flat=True).first() or GENESIS


def _upwards_to(number: int) -> QuerySet:
    return Act.objects.filter(number__lte=number).order_by("-number")


def receipt(act: Act) -> dict[str, Any]:
    """Return what proves that `act` is in the register under today's head, without showing any other act.

    `path` leads from the head to the act. Each step gives the three parts of one act's hash and which
    of the two links the next step follows; a reader recomputes each hash and compares.

    An act of an epoch that ended is proved under that epoch's last head. `under` is then the receipt of the
    act of restoration, whose facts name that head; else it is None.
    """
    ended_by = Restoration.objects.filter(act__gt=act.number).order_by("act").select_related("act").first()
    if ended_by:
        head = KeptHead(ended_by.last_kept, _hash_of(ended_by.last_kept))
    else:
        head = KeptHead(*RegisterHead.objects.values_list("number", "hash").get())
    under = receipt(ended_by.act) if ended_by else None
    return _under(head, act) | {"under": under}


def _under(head: "KeptHead", act: Act) -> dict[str, Any]:
    """Return the receipt of an act under a head of its own epoch."""
    numbers = list(path(head=head.number, target=act.number))
    wanted = {link for number in numbers for link in (number, number - 1, skip_ancestor(number))}
    rows = {
        row["number"]: row for row in Act.objects.filter(number__in=wanted).values("number", "digest", "hash")
    }
    # What is not there is lost, and read one by one: only the first acts of an epoch link to it.
    hash_at = {number: rows[number]["hash"] if number in rows else _hash_of(number) for number in wanted}
    steps = [
        {
            "number": number,
            "previous": hash_at[number - 1],
            "skipped": hash_at[skip_ancestor(number)],
            "skip_ancestor": skip_ancestor(number),
            "digest": rows[number]["digest"],
            "hash": hash_at[number],
        }
        for number in numbers
    ]
    return {"act": envelope(act), "head": {"number": head.number, "hash": head.hash}, "path": steps}


def path(*, head: int, target: int) -> Iterator[int]:
    """Yield the numbers from `head` down to `target`, by the longest link that does not overshoot."""
    number = head
    while number > target:
        yield number
        number = skip_ancestor(number) if skip_ancestor(number) >= target else number - 1
    yield target


@dataclass(frozen=True)
class Verdict:
    """What walking the chain found: how many acts are sound, and the first broken one with the reason."""

    acts: int
    head_hash: str
    broken_at: int | None = None
    reason: str = ""
    lost: tuple[tuple[int, int], ...] = ()
    """The numbers that acts of restoration declare lost, from and to."""


@dataclass(frozen=True)
class KeptHead:
    """A head of the register that somebody keeps outside of it: the number of an act and its hash."""

    number: int
    hash: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `NUMBER:HASH`; raise ValueError for anything else."""
        number, separator, digest = text.strip().partition(":")
        if not (separator and number.isdecimal() and number.isascii() and HASH.fullmatch(digest.lower())):
            raise ValueError(f"“{text}” is no head: write the act's number, a colon, and its hash")
        return cls(int(number), digest.lower())


def verify(
    *,
    batch: int = 5_000,
    progress: Callable[[int], None] = lambda acts: None,
    kept: Iterable[KeptHead] = (),
) -> Verdict:
    """Walk the whole chain in constant memory and name the first row that does not fit.

    `progress(acts)` is called after each sound act. `kept` are heads from outside, which the acts of their
    numbers must still have. Acts may be entered meanwhile: the walk and the head are read by one statement,
    so they belong to one instant.
    """
    expected = {head.number: head.hash for head in kept}
    previous, sound, last, latest = GENESIS, 0, 0, None
    lost: list[tuple[int, int]] = []
    # The ancestors that later acts can still link to, outermost first: as many as the number has bits.
    open_links = [(0, GENESIS)]
    head = _head_facts()
    for row in _rows_with_head().iterator(chunk_size=batch):
        number, head = row["number"], (row["head_number"] or 0, row["head_hash"] or "")
        if number != last + 1:
            if not _declares_lost(row, last_kept=last):
                return Verdict(sound, previous, last + 1, "the act is missing")
            lost.append((last + 1, number - 1))
        while open_links[-1][0] > skip_ancestor(number):
            open_links.pop()
        kept_hash = expected.pop(number, row["hash"])
        if reason := _fault(row, previous, open_links[-1][1], latest=latest, kept_hash=kept_hash):
            return Verdict(sound, previous, number, reason)
        previous, sound, last, latest = row["hash"], sound + 1, number, row["at"]
        open_links.append((number, previous))
        progress(sound)
    verdict = replace(_against_head(*head, sound=sound, last=last, last_hash=previous), lost=tuple(lost))
    known = {number for number in expected if not any(first <= number <= end for first, end in lost)}
    if verdict.broken_at is None and (missing := min(known - {0}, default=None)):
        return Verdict(sound, previous, missing, "the head kept outside knows it, and it is missing")
    return verdict if verdict.broken_at is not None else _against_rows(verdict, last=last)


def _declares_lost(row: dict[str, Any], *, last_kept: int) -> bool:
    """Whether an act says that those between `last_kept` and itself are lost; its digest is checked next."""
    if row["action"] != RESTORE:
        return False
    try:
        return orjson.loads(row["payload"])["kept"]["number"] == last_kept
    except (LookupError, TypeError, ValueError):
        return False


def _is_object(payload: str) -> bool:
    try:
        return isinstance(orjson.loads(payload), dict)
    except orjson.JSONDecodeError:
        return False


def _against_rows(verdict: Verdict, *, last: int) -> Verdict:
    """Return the verdict on a chain that ends at its head, now that rows are asked for acts after it."""
    for relation in Act._meta.related_objects:
        table, column = relation.related_model, relation.field.attname
        entered_meanwhile = Exists(Act.objects.filter(number=OuterRef(column)))
        past = table._default_manager.filter(~entered_meanwhile, **{f"{column}__gt": last}).order_by(column)
        if row := past.values_list("pk", column).first():
            reason = f"the row {row[0]} of {table._meta.db_table} rests on it, and it is missing"
            return Verdict(verdict.acts, verdict.head_hash, row[1], reason)
    return verdict


def _fault(
    row: dict[str, Any], previous: str, skipped: str, *, latest: datetime | None, kept_hash: str
) -> str:
    """Return what is wrong with an act that follows the act of `latest`, "" for nothing."""
    if reason := _fault_in_itself(row):
        return reason
    if chained(previous=previous, skipped=skipped, digest=row["digest"]) != row["hash"]:
        return "it does not link to the acts before it"
    if latest is not None and row["number"] >= row["ordered_from"] and row["at"] < latest:
        return "it lies before its predecessor in time"
    if row["hash"] != kept_hash:
        return "the head kept outside gives it another hash"
    return ""


def _fault_in_itself(row: dict[str, Any]) -> str:
    if digest_of(row) != row["digest"]:
        return "its facts do not match its digest"
    if not _is_object(row["payload"]):
        return "its facts are no JSON object"
    return fault_beside(row) if row[BESIDE] else ""


def _against_head(number: int, head_hash: str, *, sound: int, last: int, last_hash: str) -> Verdict:
    """Return the verdict on a chain that is sound in itself, now that its end is compared with the head."""
    if number > last:
        return Verdict(sound, last_hash, last + 1, "the act is missing")
    if number < last:
        return Verdict(sound, last_hash, number + 1, "the head does not know it")
    if head_hash != last_hash:
        return Verdict(sound, last_hash, last, "the head gives it another hash")
    return Verdict(sound, last_hash)


def _head_facts() -> tuple[int, str]:
    """Return the head's number and hash, or those of no act at all where even the head is gone."""
    return RegisterHead.objects.values_list("number", "hash").first() or (0, "")


def _rows_with_head() -> QuerySet:
    head = RegisterHead.objects.filter(pk=1)
    return (
        Act.objects.order_by("number")
        .values(*ENVELOPE_FIELDS, BESIDE, "readers", "accepted_at", "digest", "hash")
        .annotate(
            head_number=Subquery(head.values("number")),
            head_hash=Subquery(head.values("hash")),
            ordered_from=Coalesce(Subquery(head.values("ordered_from")), 1),
        )
    )
