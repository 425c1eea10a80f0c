"""Participants and what they were when; who chairs; who may log in."""

import unicodedata
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from members.enums import DelegationRole, ParticipantKind, Post, Precision, Status
from members.querysets import (
    AccountManager,
    ChairmanshipQuerySet,
    HeadQuerySet,
    ParticipantManager,
    PeriodQuerySet,
    PublicQuerySet,
)


class DateSpan(Func):
    """The half-open range from one day to another, open where a day is null."""

    function = "DATERANGE"
    output_field = DateRangeField()


def date_span(starts: str, ends: str) -> DateSpan:
    """Return the range of days in which a row is in force, for an exclusion constraint."""
    return DateSpan(F(starts), F(ends), RangeBoundary())


class ActChangeable(models.Model):
    """A row of the reference data that an act may make or change.

    Once an act has, `changed_by_act` is true and loading reference data leaves the row alone: the register is
    newer.
    """

    changed_by_act = models.BooleanField(default=False, editable=False)

    open_to_acts: ClassVar[tuple[str, ...]] = ()
    """The columns in which an act changes a row that was loaded."""

    class Meta:
        abstract = True

    @property
    def was_made_by_act(self) -> bool:
        """Whether no record is behind it; of most kinds an act changes none that was loaded."""
        return self.changed_by_act


class ReferenceRow(ActChangeable):
    """A dated row; `reference_key` names the record it was loaded from and is null if an act made it."""

    reference_key = models.CharField(max_length=80, null=True, blank=True, unique=True, editable=False)

    open_to_acts: ClassVar[tuple[str, ...]] = ("valid_to",)

    class Meta:
        abstract = True

    @property
    def was_made_by_act(self) -> bool:
        """Whether no record is behind it."""
        return self.reference_key is None


class BoundedDays(models.Model):
    """The first and last day of a dated row as far as they are known.

    `starts_on` holds a day only where a source gives it; the others say within which days the row began, and
    ended. Beside them `valid_from` and `valid_to` (exclusive) say when the row is surely in force.
    """

    starts_on = models.DateField(null=True)
    starts_earliest = models.DateField(null=True, help_text="The earliest day on which it can have begun.")
    starts_latest = models.DateField(null=True)
    ends_earliest = models.DateField(null=True, help_text="The earliest day on which it can have ended.")
    ends_latest = models.DateField(null=True)

    class Meta:
        abstract = True


class Participant(ActChangeable):
    """A state or organisation that takes or took part, known by its code and by many names."""

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ParticipantKind)
    iso_alpha3 = models.CharField(max_length=3, blank=True)
    name_en = models.CharField(max_length=120)
    name_ru = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    abbreviation_en = models.CharField(max_length=12, blank=True)
    abbreviation_ru = models.CharField(max_length=12, blank=True)
    abbreviation_fr = models.CharField(max_length=12, blank=True)
    name_sources = models.JSONField(default=dict, help_text="{language: where the name is from}")
    sort_name = models.CharField(max_length=120, editable=False)

    objects = ParticipantManager()

    class Meta:
        indexes = [models.Index(fields=["sort_name"], name="participant_sort_name")]

    def __str__(self) -> str:
        return self.name_en

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("participant",), self.code

    @property
    def name(self) -> str:
        """The usual name in the reader's language."""
        return getattr(self, f"name_{(get_language() or 'en')[:2]}", self.name_en)

    @staticmethod
    def sort_key(name_en: str) -> str:
        """Return the name as it is alphabetised in English: without diacritics, in capitals."""
        plain = unicodedata.normalize("NFKD", name_en)
        return "".join(letter for letter in plain if not unicodedata.combining(letter)).upper()


class FormerName(ReferenceRow):
    """The usual name that a participant had before a day; on an earlier day it is called by that.

    `valid_to` is the day from which the next name is in use, as sure as `ends_precision` says.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="former_names")
    name_en = models.CharField(max_length=120)
    name_ru = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    valid_to = models.DateField()
    ends_precision = models.CharField(max_length=10, choices=Precision)
    decision = models.CharField(max_length=200, blank=True, help_text="By which the next name came into use.")
    sources = models.JSONField(default=list)
    confidence = models.CharField(max_length=200, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "valid_to"], name="one_name_until_a_day"),
        ]


class Alias(models.Model):
    """Another name of a participant, in use somewhere or once in use."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="aliases")
    language = models.CharField(max_length=2)
    name = models.CharField(max_length=120)
    until = models.CharField(
        max_length=80, blank=True, help_text="Until when it was in use, as the source says."
    )
    source = models.CharField(max_length=300)
    is_shown = models.BooleanField(
        default=True, help_text="False for a name that is found by a search but never written by CICA."
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "language", "name"], name="an_alias_once"),
        ]


class Period(ReferenceRow, BoundedDays):
    """A span in which a participant had one status. Unknown days stay unknown and are shown so.

    `starts_on` and `ends_on` hold a day only where a source gives it. `valid_from` and `valid_to` (exclusive)
    are always usable for "as of" and claim a status only for days on which a source proves it.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="periods")
    status = models.CharField(max_length=10, choices=Status)
    starts_precision = models.CharField(max_length=10, choices=Precision)
    ends_on = models.DateField(null=True)
    ends_precision = models.CharField(max_length=10, choices=Precision, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    open_to_acts = ("valid_to", "ends_on", "ends_precision", "end_decision")
    decision = models.CharField(max_length=200, blank=True, help_text="The decision that granted it.")
    end_decision = models.CharField(
        max_length=200, blank=True, help_text="The decision that ended it, where no other status followed."
    )
    sources = models.JSONField(default=list)
    confidence = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_status_at_a_time",
                expressions=[
                    ("participant", RangeOperators.EQUAL),
                    (date_span("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="period_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(valid_to__isnull=False),
                name="ended_period_has_valid_to",
            ),
            models.CheckConstraint(
                condition=~Q(decision="") | ~Q(sources=[]), name="period_has_decision_or_source"
            ),
        ]

    def begins_after(self, day: date) -> bool:
        """Whether the status is proved only for days after `day`."""
        return self.valid_from > day


class Chairmanship(ReferenceRow, BoundedDays):
    """A state's term as Chair. `starts_on` is null where no source gives the beginning."""

    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="chairmanships")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True, help_text="The day of the handover; the next term begins on it.")
    decision = models.CharField(max_length=200, blank=True)
    extensions = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    confidence = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    objects = ChairmanshipQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_chair_at_a_time",
                expressions=[(date_span("valid_from", "valid_to"), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="chairmanship_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(decision="") | ~Q(sources=[]), name="chairmanship_has_decision_or_source"
            ),
        ]


class HeadOfSecretariat(ReferenceRow, BoundedDays):
    """Who headed the secretariat, and under what title (Executive Director until 13 October 2022); deputies.

    `valid_from` is null where no single day in office is sure: then only the bounds say within which days.
    """

    name = models.CharField(max_length=120)
    title = models.CharField(max_length=60)
    is_deputy = models.BooleanField(default=False)
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    sources = models.JSONField(default=list)
    confidence = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    objects = HeadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.title} {self.name}"

    def begins_after(self, day: date) -> bool:
        """Whether the office is proved only for days after `day`."""
        return self.valid_from is not None and self.valid_from > day

    def is_sure_on(self, day: date) -> bool:
        """Whether a source proves that the office was held on `day`."""
        is_begun = self.valid_from is not None and self.valid_from <= day
        return is_begun and (self.valid_to is None or self.valid_to > day)


STANDING = ("post", "participant_id", "role", "is_chairs_office", "is_active")
"""What an account stands for: whoever changes it does so by an act (`members.transitions`)."""
OF_A_MEMBER = """
IF TG_OP = 'UPDATE' AND OLD.is_chairs_office AND OLD.participant_id = NEW.participant_id THEN
    RETURN NEW;
END IF;
IF NOT EXISTS (
    SELECT 1 FROM members_period
    WHERE participant_id = NEW.participant_id AND status = 'member'
    AND valid_from <= (now() AT TIME ZONE 'UTC')::date
    AND (valid_to IS NULL OR valid_to > (now() AT TIME ZONE 'UTC')::date)
) THEN
    RAISE EXCEPTION 'the Chair''s office is of a member state';
END IF;
RETURN NEW;
"""


class Account(AbstractUser):  # type: ignore[django-manager-missing]  # knox gives its tokens no manager
    """Somebody who may log in. The one place of personal data; the register knows only `public_id`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.CharField(_("post"), max_length=16, choices=Post, default=Post.DELEGATION)
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    role = models.CharField(_("role"), max_length=10, choices=DelegationRole, default=DelegationRole.DELEGATE)
    is_chairs_office = models.BooleanField(
        _("Chair's office"),
        default=False,
        help_text=_("Acts for the Chair while the state holds the Chairmanship."),
    )
    language = models.CharField(_("language"), max_length=2, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    former_email = models.EmailField(
        blank=True, editable=False, help_text="The address before the present one, which hears of the change."
    )
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects: ClassVar[Any] = AccountManager()

    standing: str | None
    """The participant's status today; only of one read by `with_standing`, as the next."""
    state_holds_chair: bool

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("account",), str(self.public_id)

    @property
    def participant_name(self) -> str:
        """The participant's usual name in the reader's language; only of one read by `with_standing`."""
        return getattr(self, f"participant_name_{(get_language() or 'en')[:2]}")

    def get_session_auth_hash(self) -> str:
        """Return what a session must have been begun with: the password, and what the account stands for.

        So its sessions end when it acts for another, or in another role.
        """
        return self._session_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same by the keys that signed before."""
        yield from (self._session_hash(secret=secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | bytes | None = None) -> str:
        stands_for = [self.password, *(f"{getattr(self, name)}" for name in STANDING)]
        hashed = salted_hmac(
            "members.Account.session",
            "\n".join(stands_for),
            secret=secret,
            algorithm="sha256",
        )
        return hashed.hexdigest()

    class Meta(AbstractUser.Meta):
        triggers = [
            pgtrigger.Trigger(
                name="chairs_office_is_of_a_member",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("is_chairs_office", "participant_id"),
                condition=pgtrigger.Q(new__is_chairs_office=True),
                func=OF_A_MEMBER,
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(post=Post.DELEGATION, participant__isnull=False)
                | (~Q(post=Post.DELEGATION) & Q(participant__isnull=True, is_chairs_office=False)),
                name="delegates_have_one_participant",
                violation_error_message=_(
                    "A delegation's account acts for one participant; the others act for none."
                ),
            ),
        ]


class Token(AbstractAuthToken):
    """A key for another system, bound to one account and so to one participant or the secretariat."""

    read_only = models.BooleanField(default=False)
    label = models.CharField(max_length=80, blank=True, help_text="What its owner uses it for.")
