"""Fills a scratch database with the past: closed proposals with all that belongs to them and their acts.

Rows are written by COPY, in batches; the acts are hashed as `records.register` hashes them, so the register
verifies. Only closed proposals: a measure has one open proposal at a time, however long the record.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import connection, transaction
from django.db.models import Field, JSONField, Model

from cbms.models import Measure
from notices.models import Notice
from papers.digests import digest_of_paragraph
from papers.enums import PaperKind
from papers.models import Paper, Paragraph, Version
from proposals import models
from proposals.dossier import member_codes
from proposals.enums import Action, Body, Mode, Outcome, PositionKind, Route, Stage
from proposals.row import PROCEDURE_EDITION
from proposals.transitions import BY_NAME
from records.beside import Beside
from records.canonical import canonical_bytes, sha256
from records.models import Act, RegisterHead
from records.register import GENESIS, chained, envelope, skip_ancestor

BATCH = 2_000  # proposals
BEGIN = datetime(2008, 1, 1, tzinfo=UTC)
END = datetime(2026, 1, 1, tzinfo=UTC)
ACCOUNTS = UUID(int=2007)  # the namespace of the opaque ids of accounts that no longer exist
SERVED_EVERY = 20
"""Proof of service, 84 rows a proposal, is written for every so-manieth proposal, to keep filling short."""
WITHDRAWN_EVERY = 10
TEXTS = {
    text: digest_of_paragraph(text)
    for text in (
        "Introduction",
        "The Member States wish to deepen their cooperation on this measure, on a voluntary basis.",
        "Mechanism and timeline",
        "The coordinator reports to the Special Working Group once a year. " * 6,
    )
}

Rows = dict[type[Model], list[dict[str, Any]]]


def fill(size: int) -> None:
    """Write `size` closed proposals into an empty record, oldest first."""
    past = Past(size)
    with transaction.atomic(), connection.cursor() as cursor:
        # Foreign keys are right by construction; asking for each of millions of rows takes minutes.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for first in range(1, size + 1, BATCH):
            for model, rows in past.batch(range(first, min(first + BATCH, size + 1))).items():
                copy(cursor, model, rows)
        RegisterHead.objects.filter(pk=1).update(number=past.acts, hash=past.hashes[past.acts])
        set_sequences(cursor, past.written)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def copy(cursor: Any, model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Write rows, given as `{attribute: value}`; an attribute that a row does not give has its default."""
    options = model._meta
    defaults = {field.attname: default_of(field) for field in options.concrete_fields}
    unique = [field for field in options.concrete_fields if field.unique and field.has_default()]
    columns = ", ".join(f'"{field.column}"' for field in options.concrete_fields)
    with cursor.copy(f'COPY "{options.db_table}" ({columns}) FROM STDIN') as target:
        for row in rows:
            own = {field.attname: field.get_default() for field in unique}
            target.write_row(tuple((defaults | own | row).values()))


def default_of(field: Field) -> Any:
    """Return a field's default as COPY takes it."""
    default = field.get_default()
    return json.dumps(default) if isinstance(field, JSONField) else default


def set_sequences(cursor: Any, written: dict[type[Model], int]) -> None:
    """Let numbering go on after the rows that were written with their keys."""
    for model, last in written.items():
        key = model._meta.pk
        if key.get_internal_type() == "BigAutoField":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [model._meta.db_table, key.column, last],
            )


class Past:
    """Makes the rows. `written` counts them by model and is their last key; `hashes` is the chain so far."""

    def __init__(self, size: int) -> None:
        self.step = (END - BEGIN) / size
        self.states = member_codes(END.date())
        self.measures = list(
            Measure.objects.filter(edition=PROCEDURE_EDITION).in_printed_order().values_list("pk", "code")
        )
        self.written: dict[type[Model], int] = {}
        self.hashes = {0: GENESIS}
        self.acts = 0

    def batch(self, numbers: range) -> Rows:
        """Return all rows of some proposals, by model."""
        self.rows: Rows = {}
        for number in numbers:
            Life(self, number).tell()
        self._forget_hashes()
        return self.rows

    def add(self, model: type[Model], **values: Any) -> int:
        """Add a row and return its key."""
        key = self.written[model] = self.written.get(model, 0) + 1
        self.rows.setdefault(model, []).append({"id": key, **values})
        return key

    def add_act(self, facts: dict[str, Any]) -> None:
        """Enter an act in the chain, and one notice of it."""
        self.acts += 1
        beside = Beside.of(readers=None, accepted_at=None, told=[facts["state"]], enclosed={}).written()
        act = {"number": self.acts, "entered_by": "", **facts, "beside": beside}
        digest = sha256(canonical_bytes(envelope(act)))
        previous, skipped = self.hashes[self.acts - 1], self.hashes[skip_ancestor(self.acts)]
        self.hashes[self.acts] = chained(previous=previous, skipped=skipped, digest=digest)
        self.rows.setdefault(Act, []).append({**act, "digest": digest, "hash": self.hashes[self.acts]})
        self.rows.setdefault(Notice, []).append(
            {"id": uuid4(), "act_id": self.acts, "addressee": facts["state"], "created_at": facts["at"]}
        )

    def _forget_hashes(self) -> None:
        """Keep only the hashes that later acts can link to: the last act's and its ancestors'."""
        kept, number = {0: GENESIS}, self.acts
        while number:
            kept[number] = self.hashes[number]
            number = skip_ancestor(number)
        self.hashes = kept


class Life:
    """One closed proposal from the declaration of interest to its end."""

    def __init__(self, past: Past, number: int) -> None:
        self.past = past
        self.opened_at = self.at = BEGIN + past.step * (number - 1)
        self.number = number
        self.reference = f"P-{self.at.year}-{number:06d}"
        self.measure, self.code = past.measures[number % len(past.measures)]
        states = past.states
        self.interested = [states[(number * 5 + step * 3) % len(states)] for step in range(3)]
        self.lead, self.second = self.interested[:2]
        self.is_withdrawn = number % WITHDRAWN_EVERY == 0
        self.revision = 0
        self.paper_key: int | None = None

    def tell(self) -> None:
        """Write the whole life."""
        # The key is known before the row, which needs the end that comes last.
        self.key = self.past.written.get(models.Proposal, 0) + 1
        self.declarations()
        if self.is_withdrawn:
            self.act(Action.WITHDRAW, self.lead, "chair", reason="The Chair found no coordinator.")
            self.end(Stage.WITHDRAWN)
            return
        self.consultation()
        version = self.paper()
        self.consider(version, Body.SWG, Action.OPEN_SWG, Action.CONCLUDE_SWG, Outcome.AGREED)
        self.decide(self.consider(version, Body.SOC, Action.OPEN_SOC, Action.CONCLUDE_SOC, Outcome.APPROVED))
        self.act(Action.COMPLETE, self.lead, statement="The paper has been implemented.")
        self.end(Stage.COMPLETED)

    def act(self, action: str, state: str, capacity: str = "member", **payload: Any) -> None:
        """Enter an act, one day after the one before."""
        self.at += timedelta(days=1)
        self.revision += 1
        self.past.add_act(
            {
                "at": self.at,
                "account": str(uuid5(ACCOUNTS, state)),
                "capacity": capacity,
                "state": state,
                "action": str(action),
                "object_kind": "proposal",
                "object_key": self.reference,
                "rule": BY_NAME[action].rule,
                "payload": canonical_bytes(payload).decode(),
            }
        )

    def add(self, model: type[Model], **values: Any) -> int:
        """Add a row of what belongs to the proposal."""
        return self.past.add(model, **values)

    def declarations(self) -> None:
        """Declare three states' interest."""
        for state, offer in zip(self.interested, ("coordinator", "co_coordinator", "none"), strict=True):
            self.act(Action.DECLARE_INTEREST, state, measure=self.code, offer=offer)
            withdrawn_at = self.at if self.is_withdrawn else None
            self.add(
                models.Interest, proposal_id=self.key, state_id=state, offer=offer,
                declared_at=self.at, withdrawn_at=withdrawn_at,
            )  # fmt: skip

    def consultation(self) -> None:
        """Consult the interested states; two answer and are designated."""
        self.act(Action.OPEN_CONSULTATION, self.lead, "chair", asked=self.interested)
        consultation = self.add(
            models.Consultation, proposal_id=self.key, opened_at=self.at,
            answer_by=self.at + timedelta(days=10), closed_at=self.at + timedelta(days=9),
        )  # fmt: skip
        for state in self.interested:
            self.add(models.Asked, consultation_id=consultation, state_id=state, asked_at=self.at)
        for state, answer in ((self.lead, "coordinate"), (self.second, "co_coordinate")):
            self.act(Action.RESPOND, state, answer=answer)
            self.add(
                models.Response, consultation_id=consultation, state_id=state, sequence=1, answer=answer,
                answered_at=self.at,
            )  # fmt: skip
        self.act(Action.DESIGNATE_COORDINATORS, self.lead, "chair", coordinators=self.coordinators())
        for line in self.coordinators():
            self.add(
                models.Designation, proposal_id=self.key, state_id=line["state"], role=line["role"],
                designated_at=self.at,
            )  # fmt: skip

    def coordinators(self) -> list[dict[str, str]]:
        """Return who coordinates, as the register and decisions keep it."""
        return [{"role": "coordinator", "state": self.lead}, {"role": "co_coordinator", "state": self.second}]

    def paper(self) -> int:
        """Submit and circulate a paper; return the key of its version."""
        symbol = f"CICA/SWG/{self.at.year}/CP.{self.number}"
        self.paper_key = self.add(Paper, kind=str(PaperKind.CONCEPT_PAPER), base_symbol=symbol)
        self.act(Action.SUBMIT_PAPER, self.lead, version=1, digest=self.digest(), paragraphs=len(TEXTS))
        submitted_at = self.at
        self.act(Action.CIRCULATE, self.second, "secretariat", symbol=symbol, served=self.past.states)
        version = self.add(
            Version, paper_id=self.paper_key, number=1, title=f"Concept paper on {self.code}",
            submitted_by_id=self.lead, submitted_at=submitted_at, digest=self.digest(), symbol=symbol,
            circulated_at=self.at, comments_until=self.at + timedelta(days=14),
        )  # fmt: skip
        for position, (text, digest) in enumerate(TEXTS.items(), start=1):
            self.add(
                Paragraph, version_id=version, identity=uuid4(), position=position,
                is_heading=position % 2 == 1, text_en=text, digest=digest,
            )  # fmt: skip
        self.serve(version, None)
        return version

    def digest(self) -> str:
        """Return what stands for the digest of the version's text."""
        return sha256(self.reference.encode())

    def serve(self, version: int, consideration: int | None) -> None:
        """Keep proof of service."""
        if self.number % SERVED_EVERY:
            return
        for state in self.past.states:
            self.add(
                models.Service, version_id=version, consideration_id=consideration, state_id=state,
                served_at=self.at,
            )  # fmt: skip

    def consider(self, version: int, body: Body, opening: str, conclusion: str, outcome: Outcome) -> int:
        """Hold a meeting with two positions; return the key of the consideration."""
        self.act(opening, self.lead, "chair", body=str(body), mode="meeting", roster=self.past.states)
        opened_at = self.at
        consideration = self.past.written.get(models.Consideration, 0) + 1
        for state in self.interested[1:]:
            self.act(Action.TAKE_POSITION, state, consideration=consideration, position="support")
            self.add(
                models.Position, consideration_id=consideration, state_id=state, sequence=1,
                position=str(PositionKind.SUPPORT), received_at=self.at,
            )  # fmt: skip
        self.act(conclusion, self.lead, "chair", consideration=consideration, outcome=str(outcome))
        self.add(
            models.Consideration, proposal_id=self.key, version_id=version, body=str(body),
            mode=str(Mode.MEETING), opened_at=opened_at, roster=self.past.states, text_digest=self.digest(),
            present=self.past.states, outcome=str(outcome), concluded_at=self.at, effective_at=self.at,
        )  # fmt: skip
        self.serve(version, consideration)
        return consideration

    def decide(self, consideration: int) -> None:
        """Number the decision."""
        self.past.rows.setdefault(models.Decision, []).append(
            {
                "number": f"SOC-{self.at.year}-{self.number:06d}", "body": str(Body.SOC),
                "consideration_id": consideration, "proposal_id": self.key, "measure_id": self.measure,
                "title": f"Concept paper on {self.code}", "adopted_at": self.at, "mode": str(Mode.MEETING),
                "coordinators": json.dumps(self.coordinators()),
            }
        )  # fmt: skip

    def end(self, stage: Stage) -> None:
        """Write the proposal's own row."""
        self.add(
            models.Proposal, reference=self.reference, route=str(Route.A), edition_id=PROCEDURE_EDITION,
            measure_id=self.measure, stage=str(stage), stage_since=self.at, opened_at=self.opened_at,
            decided_at=self.at if stage.is_decided else None, closed_at=self.at, revision=self.revision,
            paper_id=self.paper_key,
        )  # fmt: skip
