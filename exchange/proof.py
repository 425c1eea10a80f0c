"""The proof of the exchange: each version's digest recomputed from its words and files, stage and service
replayed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC
from heapq import merge
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Window
from django.db.models.functions import Lead, TruncDate

from exchange.enums import Audience, ExchangeAction, SubmissionKind
from exchange.models import Attachment, Authorship, CompiledView, Delivery, Submission, Version
from exchange.transitions import BY_NAME
from members.models import Period
from records.canonical import instant_text
from records.proof import Difference, Entered, acts_about, compared, objects_without_rows

AT_ONCE = 100
"""Submissions whose acts and rows are in memory at a time."""
KINDS = ("submission", "handling")
LAST = "9999"
"""After every instant, as text."""
WRITTEN_BY = (ExchangeAction.SUBMIT, ExchangeAction.RESUBMIT, ExchangeAction.CORRECT)


def submissions_differ() -> Iterator[Difference]:
    """Compare every submission, its versions and its ledger with their acts."""
    last = 0
    fields = ("pk", "reference", "kind", "stage", "withdrawal_reason")
    while batch := list(Submission.objects.filter(pk__gt=last).order_by("pk").values(*fields)[:AT_ONCE]):
        last = batch[-1]["pk"]
        by_reference = {row["reference"]: row for row in batch}
        expected, versions, moments = _replayed(by_reference)
        for reference, row in by_reference.items():
            name = f"submission {reference}"
            say = {name: expected[reference]} if reference in expected else {}
            yield from compared("", say, {name: row})
        found = _versions_of([row["pk"] for row in batch])
        for reference in by_reference:
            name = f"submission {reference}, version"
            yield from compared(name, versions[reference], found[reference])
        yield from _ledger_differs(by_reference, moments)
    yield from objects_without_rows("submission", Submission.objects.all(), key="reference")


def _replayed(references: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, set[str]]]:
    """Return what the acts say of submissions and of their versions, and the instants of each one's acts."""
    expected: dict[str, Any] = {}
    versions: dict[str, Any] = defaultdict(dict)
    moments: dict[str, set[str]] = defaultdict(set)
    own = acts_about(*KINDS, keys=references)
    compiled = acts_about(
        "compilation", keys=_compilations_of(references), actions=[ExchangeAction.DISSEMINATE_VIEWS]
    )
    for act in merge(own, compiled, key=lambda act: act.number):
        if act.action == ExchangeAction.DISSEMINATE_VIEWS:
            _went_out_with(act, expected, moments)
        if act.key not in references:
            continue
        row = expected.setdefault(act.key, {})
        row |= act.given(stage="to", kind="kind")
        moments[act.key].add(act.at)
        if act.action in WRITTEN_BY and "digest" in act.facts:
            # Its readers see the act that corrects it, and are not told how many versions there were.
            versions[act.key][len(versions[act.key]) + 1] = {
                "digest": act.facts["digest"],
                "recomputed": act.facts["digest"],
                "submitted_by": act.state,
                "submitted_at": act.at,
            }
        if act.action == ExchangeAction.WITHDRAW:
            row |= act.given(withdrawal_reason="reason")
    return expected, versions, moments


def _compilations_of(references: Mapping[str, Any]) -> QuerySet:
    """Return the references of the compilations that have views of some submissions.

    Where an entry was taken out, the replay misses that the views went out with it, which is a difference.
    """
    entries = CompiledView.objects.filter(version__submission__reference__in=list(references))
    return entries.order_by().values_list("compilation__reference", flat=True).distinct()


def _went_out_with(act: Entered, expected: dict[str, Any], moments: dict[str, set[str]]) -> None:
    """Take in that a compilation went out, and with it those of its views that the secretariat still held."""
    for reference in act.facts.get("views", ()):
        stage = expected.get(reference, {}).get("stage")
        if stage in BY_NAME[ExchangeAction.DISSEMINATE].sources:
            expected[reference]["stage"] = BY_NAME[ExchangeAction.DISSEMINATE].stage_after(stage)
            moments[reference].add(act.at)


def _versions_of(submissions: list[int]) -> dict[str, dict[int, dict[str, Any]]]:
    """Return the versions of submissions with the digest that their words and files have now."""
    files: dict[int, list[str]] = defaultdict(list)
    attached = Attachment.objects.filter(version__submission__in=submissions).order_by("version", "position")
    for version, digest in attached.values_list("version", "document__digest"):
        files[version].append(digest)
    found: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    fields = (
        "pk",
        "number",
        "title",
        "text",
        "digest",
        "submitted_by",
        "submitted_at",
        "submission__reference",
    )
    rows = Version.objects.filter(submission__in=submissions).order_by("pk").values(*fields)
    for row in rows.iterator(chunk_size=AT_ONCE):
        row["recomputed"] = Version.digest_of(
            title=row["title"], text=row.pop("text"), files=files[row["pk"]]
        )
        found[row["submission__reference"]][row["number"]] = row
    return found


def _ledger_differs(references: Mapping[str, Any], moments: Mapping[str, set[str]]) -> Iterator[Difference]:
    """Compare the proof of service: served by an act on the submission, acknowledged by the recipient's."""
    keys = [row["pk"] for row in references.values()]
    fields = (
        "version__submission__reference", "version__number", "version__digest", "key", "served_at",
        "acknowledged_at", "participant", "served_next_at",
    )  # fmt: skip
    following = Window(Lead("served_at"), partition_by=F("key"), order_by=F("served_at").asc())
    held = Delivery.objects.filter(version__submission__in=keys).annotate(served_next_at=following)
    rows = held.order_by("pk").values(*fields)
    own = Delivery.objects.filter(version__submission__in=keys).order_by("key")
    lines = own.values_list("key", flat=True).distinct()
    receipts: dict[str, list[Entered]] = defaultdict(list)
    for act in acts_about("delivery", keys=lines):
        if act.action == ExchangeAction.ACKNOWLEDGE:
            receipts[act.key].append(act)
    for row in rows.iterator(chunk_size=1_000):
        reference = row["version__submission__reference"]
        line = f"delivery {row['key']}, version {row['version__number']}"
        receipt = _receipt_of(row, receipts[row["key"]])
        say = {"acknowledged_at": receipt, "participant": row["key"].partition("/")[2]}
        yield from compared("", {line: say}, {line: row})
        if (served_at := instant_text(row["served_at"])) not in moments[reference]:
            yield Difference(line, "served_at", "no act of that instant", served_at)
    yield from _recipients_differ(keys)


def _receipt_of(row: Mapping[str, Any], receipts: list[Entered]) -> str | None:
    """Return when a version was acknowledged: by the act with its digest, which another version may have too,
    between its service and that of the next.
    """
    since = instant_text(row["served_at"])
    until = instant_text(row["served_next_at"]) if row["served_next_at"] else LAST
    found = (act for act in receipts if act.facts["digest"] == row["version__digest"])
    return next((act.at for act in found if since <= act.at < until), None)


def _recipients_differ(submissions: list[int]) -> Iterator[Difference]:
    """Compare whom a version that is out names with the ledger: none is named who took part when it went out
    and was not served and, where names are the whole audience, none was served who is not named.

    Whom a version names that never went out stands in no act. Who was named and had left by then was not
    served; who joined since is served when the audience widens. Views are served by their compilation.
    """
    served = _by(Delivery.objects.filter(version__submission__in=submissions), "version", "participant")
    standing = Authorship.objects.filter(submission__in=submissions, left_at=None)
    authors = _by(standing, "submission", "state")
    out = Version.objects.filter(submission__in=submissions, released_at__isnull=False)
    rows = out.exclude(submission__kind=SubmissionKind.VIEWS).annotate(
        day=TruncDate("released_at", tzinfo=UTC),
        present=ArraySubquery(Period.objects.on(OuterRef("day")).values("participant")),
    )
    fields = ("pk", "number", "audience", "recipients", "present", "submission", "submission__reference")
    for row in rows.order_by("pk").values(*fields).iterator(chunk_size=AT_ONCE):
        named, present = set(row["recipients"]), set(row["present"])
        wrong = (named & present) - authors[row["submission"]] - served[row["pk"]]
        if row["audience"] == Audience.NAMED:
            wrong |= served[row["pk"]] - named
        if wrong:
            name = f"submission {row['submission__reference']}, version {row['number']}"
            yield Difference(name, "recipients", sorted(served[row["pk"]]), sorted(named))


def _by(rows: QuerySet, key: str, code: str) -> dict[int, set[str]]:
    """Return `{key: codes}` of rows."""
    found: dict[int, set[str]] = defaultdict(set)
    for of, participant in rows.values_list(key, code).iterator():
        found[of].add(participant)
    return found
