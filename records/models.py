"""The register's rows, the counters behind official numbers, requests that may be repeated, and files."""

import uuid
from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from records.querysets import ActQuerySet, EnclosureQuerySet, LateActQuerySet, fact

LONGEST_NAME = 255
"""Letters of the name of a file."""

REFUSE = "RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;"
APPEND_ONLY = (
    pgtrigger.Trigger(
        name="no_update_or_delete",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=REFUSE,
    ),
    pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=REFUSE,
    ),
)
"""Triggers for tables whose rows are added and never changed; the database itself refuses."""

KEPT = pgtrigger.Trigger(
    name="no_delete", when=pgtrigger.Before, operation=pgtrigger.Delete,
    func="RAISE EXCEPTION 'rows of % are kept for ever', TG_TABLE_NAME;",
)  # fmt: skip


def kept_unless(condition: str) -> pgtrigger.Trigger:
    """Return the trigger of a table of which only the rows OLD that meet the SQL `condition` are deleted."""
    refuse = "RAISE EXCEPTION 'rows of % are kept for ever', TG_TABLE_NAME;"
    return pgtrigger.Trigger(
        name="no_delete_of_most", when=pgtrigger.Before, operation=pgtrigger.Delete,
        func=f"IF NOT ({condition}) THEN {refuse} END IF; RETURN OLD;",
    )  # fmt: skip


def final(
    *,
    always: Iterable[str] = (),
    once: Iterable[str] = (),
    until: str = "",
    meanwhile: Iterable[str] = (),
    removable: str = "",
) -> tuple[Any, ...]:
    """Return triggers for a table whose rows are final but for the columns that are named.

    None is deleted but those OLD that the SQL `removable` holds of.

    The columns `always` may change at any time; those `once` are written over null or an empty value, and
    then no more. Until the SQL `until` holds of the row OLD, the columns `meanwhile` may change, too (where
    none is named, all).
    """
    leave_out = "was := was - '{0}'; is_now := is_now - '{0}'; "
    set_once = "".join(
        f"IF was->'{column}' IN ('null', '\"\"', '[]') THEN {leave_out.format(column)}END IF; "
        for column in once
    )
    set_meanwhile = "".join(leave_out.format(column) for column in meanwhile)
    set_always = "".join(leave_out.format(column) for column in always)
    if_not_yet = f"IF NOT ({until}) THEN {set_meanwhile or 'RETURN NEW; '}END IF; " if until else ""
    refuse = (
        "SELECT string_agg(key, ', ' ORDER BY key) INTO changed FROM jsonb_each(was)"
        " WHERE is_now->key IS DISTINCT FROM value; IF changed IS NOT NULL THEN"
        " RAISE EXCEPTION '% of % is final', changed, TG_TABLE_NAME; END IF; RETURN NEW;"
    )
    func = f"{set_always}{set_once}{if_not_yet}{refuse}"
    declared = [("was", "jsonb := to_jsonb(OLD)"), ("is_now", "jsonb := to_jsonb(NEW)"), ("changed", "text")]
    frozen = pgtrigger.Trigger(
        name="final", when=pgtrigger.Before, operation=pgtrigger.Update, declare=declared, func=func
    )
    return (frozen, kept_unless(removable) if removable else KEPT, APPEND_ONLY[1])


class Act(models.Model):
    """One official act. Read without the rows it speaks of: codes as text, no personal data.

    `hash` chains the register: SHA-256 over the hashes of two earlier acts (the one before and the
    one `register.skip_ancestor` names) and this act's own `digest`. See `records.register`.
    `beside` holds what is said of the act and not by it: who may see it, when the proxy had it, who is told.
    The digest covers its SHA-256; acts entered before there was such a column have none.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    account = models.CharField(
        max_length=40,
        help_text="Opaque id of the account; empty for the procedure itself and for the operator.",
    )
    capacity = models.CharField(max_length=16)
    state = models.CharField(max_length=12, blank=True, help_text="The state the act is of, if any.")
    entered_by = models.CharField(
        max_length=16, blank=True, help_text="Capacity of the officer who entered it on behalf of the state."
    )
    action = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=20)
    object_key = models.CharField(max_length=40)
    rule = models.CharField(max_length=80)
    payload = models.TextField(help_text="Canonical JSON, kept as the exact text that was hashed.")
    accepted_at = models.DateTimeField(
        null=True, help_text="When the proxy had received the request: evidence; `at` counts."
    )
    beside = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Canonical JSON (`records.beside`), kept as the exact text whose digest the envelope has.",
    )
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    readers = ArrayField(
        models.CharField(max_length=16),
        null=True,
        help_text="Who could see the object when this was entered; null where that is the same for ever.",
    )

    objects = ActQuerySet.as_manager()

    told: tuple[str, ...] = ()
    """The names of the groups that were told of it, known to whoever has just performed it."""

    class Meta:
        triggers = APPEND_ONLY
        indexes = [
            models.Index(fields=["object_kind", "object_key", "number"], name="act_object"),
            models.Index(fields=["state", "number"], name="act_state"),
            models.Index(fields=["action", "number"], name="act_action"),
            models.Index("state", fact("note_date"), condition=~models.Q(entered_by=""), name="act_note"),
            # Acts lie in the order of their times, so a few pages of a block index find any day.
            BrinIndex(fields=["at"], name="act_at"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="act_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class LateAct(models.Model):
    """An act that was refused because its deadline had passed: evidence for the state that sent it."""

    state = models.CharField(max_length=12, blank=True)
    account = models.CharField(max_length=40)
    action = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=20)
    object_key = models.CharField(max_length=40)
    accepted_at = models.DateTimeField(help_text="When the proxy had received the request; evidence.")
    received_at = models.DateTimeField(help_text="When the database looked; this alone counts.")
    deadline = models.DateTimeField()
    reason = models.TextField(help_text="The sentence it was refused with.")
    request = models.CharField(
        max_length=64, blank=True, help_text="What tells that the same request was turned away before it."
    )

    objects = LateActQuerySet.as_manager()

    class Meta:
        triggers = APPEND_ONLY
        indexes = [models.Index(fields=["state", "id"], name="late_act_state")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_key}"


class TurnedAway(models.Model):
    """A request to act that was answered 503; evidence where the same comes again, and too late."""

    request = models.CharField(max_length=64, help_text="As a `LateAct` has it.")
    received_at = models.DateTimeField(help_text="When the proxy had received it.")

    class Meta:
        indexes = [models.Index(fields=["request", "received_at"], name="turned_away_request")]


class Enclosure(models.Model):
    """What an act says to fewer than may see the act; the act's payload holds its digest.

    It is read by whoever may see the object that it names, and could when it was entered
    (`records.enclosures`).
    """

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="enclosures")
    field = models.CharField(max_length=40, help_text="Its name in the body of the act.")
    object_kind = models.CharField(max_length=20)
    object_key = models.CharField(max_length=40)
    content = models.TextField(help_text="Canonical JSON of the value and a nonce, kept as it was hashed.")
    readers = ArrayField(
        models.CharField(max_length=16),
        null=True,
        help_text="Who could see that object when this was entered; null where that is the same for ever.",
    )

    objects = EnclosureQuerySet.as_manager()

    class Meta:
        triggers = APPEND_ONLY
        constraints = [models.UniqueConstraint(fields=["act", "field"], name="an_enclosure_a_field")]

    def __str__(self) -> str:
        return f"{self.act_id} {self.field}"


class RegisterHead(models.Model):
    """The last act's number and hash: the one row that appending locks, so that numbers have no gaps.

    Only a restoration leaves numbers out (`Restoration`).
    """

    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    ordered_from = models.BigIntegerField(
        default=1, help_text="From this act on none lies before its predecessor in time; earlier ones may."
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="register_has_one_head")]


class Counter(models.Model):
    """The last number given out in a series, such as `decision:SOC:2026`."""

    series = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField()


class Restoration(models.Model):
    """That the record was restored from a backup: `act` says so, and begins the next epoch of the register.

    The numbers between `last_kept` and `act` are those of acts that are lost, and are never given out again.
    """

    act = models.OneToOneField(Act, on_delete=models.PROTECT, primary_key=True, related_name="restoration")
    last_kept = models.BigIntegerField(help_text="The last act before it that is still there, 0 for none.")
    numbers_skipped = models.PositiveIntegerField(help_text="How many each series of numbers leaves out.")
    years_through = models.PositiveSmallIntegerField(
        help_text="A series of a later year had not begun when acts were lost, and leaves out none."
    )

    class Meta:
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"restored by act {self.act_id}"


class RepeatableRequest(models.Model):
    """That a request with a key was answered, so that repeating it acts once; not a word of the answer."""

    account = models.CharField(max_length=40, help_text="Opaque id of the account that asked.")
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    address = models.CharField(max_length=200, blank=True, help_text="Where what it led to is read.")
    counts = models.JSONField(default=dict, help_text="How many it changed, where it shows no object.")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_answer_for_a_key")]
        indexes = [models.Index(fields=["created_at"], name="repeatable_created")]


class KeptUpload(models.Model):
    """A file of a form that was not taken yet: its author has it back with the form, for a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.CharField(max_length=40, help_text="Opaque id of the account that sent it.")
    field = models.CharField(max_length=60, help_text="The field of the form that it was chosen in.")
    name = models.CharField(max_length=LONGEST_NAME)
    content = models.BinaryField()
    kept_at = models.DateTimeField()
    is_scanned = models.BooleanField(
        db_default=False, help_text="Whether a virus scanner looked at it and found nothing."
    )

    class Meta:
        indexes = [models.Index(fields=["kept_at"], name="kept_upload_kept")]


class Document(models.Model):
    """A file as it was received. What it is attached to decides who may have it (`records.documents`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=LONGEST_NAME)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="In bytes.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, in hexadecimal.")
    remarks = models.JSONField(
        default=list, help_text="What sender and secretariat should know: codes of `records.inspection`."
    )
    content = models.BinaryField()
    kept_at = models.DateTimeField()

    class Meta:
        triggers = APPEND_ONLY
