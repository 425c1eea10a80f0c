"""The bodies of this room's acts, and the fields that name participants in those of every room."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from members.enums import DelegationRole, ParticipantKind, Post, RecordEntry, Status
from members.models import Account, Participant, Period
from records.act_fields import ActFields
from records.fields import AddressField, DayField, LineField, TrueOrFalseField
from records.local_times import zone_in_words
from records.readers import Readers
from records.references import Option, ReferenceField, ReferencesField, folded

NAME_LENGTH = 120
DECISION_LENGTH = 200
REASON_LENGTH = 500
WITHOUT_STATUS = ""
EVERYONE = Readers(gettext_lazy("everyone"))
OF_ACCOUNTS = Readers(gettext_lazy("the administrators and the person"), in_register=False)
MOST_PARTICIPANTS = 100
"""A list names at most so many participants: twice as many as take part."""

BY_ACT = ("username", "email", "post", "participant", "role", "is_chairs_office", "is_active")
"""What of an account changes by an act alone."""

Among = Callable[[Any, Any], Iterable[str]]
"""`among(subject, at)`: the codes of those whom an act can take. The guards judge who else is named."""


class ParticipantField(ReferenceField):
    """A member or observer of the day, by its code or any of its names; the cleaned value is the code.

    With `among`, only those are offered, and any participant that there ever was may be named: the guards
    judge it.
    """

    unknown = gettext_lazy(
        "There is no member or observer “%(name)s” today. Give its name in English, Russian or French, or its"
        " code, such as KZ."
    )
    none_yet = gettext_lazy("No participant can be chosen here now.")
    states_only = False

    def options(self) -> Iterable[Option]:
        """Offer members, then observers, in English alphabetical order; or those of `among` in one list."""
        if self.among is not None:
            held, names = set(self.among(self.context.get("subject"), self.context["at"])), self._names
            return [Option(code, names[code]) for code in names if code in held]
        return [
            Option(row.code, row.name, group=str(GROUPS[row.status]))
            for status in GROUPS
            for row in self._today
            if row.status == status
        ]

    @cached_property
    def _today(self) -> list[Any]:
        present = Participant.objects.with_status_on(self.context["at"].date()).exclude(status=None)
        if self.states_only:
            present = present.filter(kind=ParticipantKind.STATE)
        return list(present.in_english_order())

    @property
    def _known(self) -> Mapping[str, str]:
        """Those who may be named, offered or not."""
        if self.among is not None or self.states_only:
            return self._names
        return {row.code: row.name for row in self._today}

    @cached_property
    def _names(self) -> dict[str, str]:
        return Participant.objects.names_of_states() if self.states_only else Participant.objects.names()

    def named(self, names: Iterable[str]) -> Mapping[str, str]:
        """Look among the codes first, and only then among all names, also those of the past."""
        known = self._known
        found = {name: name.upper() for name in names if name.upper() in known}
        others = [name for name in names if name not in found]
        if not others:
            return found
        called = Participant.objects.called(folded)
        codes = {name: called.get(folded(name), "") for name in others}
        return found | {name: code for name, code in codes.items() if code in known}


class StateField(ParticipantField):
    """The same of a state; one that has left may be named."""

    states_only = True
    unknown = gettext_lazy(
        "There is no state “%(name)s”. Give its name in English, Russian or French, or its code, such as KZ."
    )
    none_yet = gettext_lazy("No state can be chosen here now.")


class ParticipantsField(ReferencesField):
    """Several members and observers."""

    of: type[ParticipantField] = ParticipantField

    def __init__(self, *, among: Among | None = None, none_yet: Any = None, **options: Any) -> None:
        options.setdefault("max_length", MOST_PARTICIPANTS)
        super().__init__(child=self.of(among=among, none_yet=none_yet), **options)


class StatesField(ParticipantsField):
    """Several states."""

    of = StateField


class RepresentedField(ParticipantField):
    """Who asks for an act by note verbale; a form offers those for whom it is open (`records.openings`)."""

    none_yet = gettext_lazy("This act is open to no state now.")

    @property
    def _known(self) -> Mapping[str, str]:
        """Know also those of the past, who are refused by name (`Actor.on_behalf_of`)."""
        return self._names


def represented() -> RepresentedField:
    """Return the field by which an act names the state that asks for it."""
    return RepresentedField(label=gettext_lazy("State"))


GROUPS = {Status.MEMBER: gettext_lazy("Member states"), Status.OBSERVER: gettext_lazy("Observers")}
"""The headings under which participants are offered."""


class DecidedFields(ActFields):
    """What every change of the record of participants says: from which day, by which decision."""

    effective_on = DayField(label=gettext_lazy("In effect from"))
    decision = LineField(
        max_length=DECISION_LENGTH,
        label=gettext_lazy("Decision"),
        help_text=gettext_lazy("Body, place and day of the decision that this rests on."),
        read_by=EVERYONE,
    )


class AdmitFields(DecidedFields):
    """A new participant, its names in the three languages, and its first status."""

    first = ("kind", "code", "name_en", "name_ru", "name_fr", "status")

    code = serializers.RegexField(
        r"^[A-Z][A-Z0-9]{1,11}$",
        label=gettext_lazy("Code"),
        max_length=12,
        help_text=gettext_lazy("ISO 3166 alpha-2 for a state, the abbreviation for an organisation."),
    )
    kind = serializers.ChoiceField(ParticipantKind.choices, label=gettext_lazy("Kind"))
    status = serializers.ChoiceField(Status.choices, label=gettext_lazy("Status"))
    name_en = LineField(max_length=NAME_LENGTH, label=gettext_lazy("Name in English"), read_by=EVERYONE)
    name_ru = LineField(max_length=NAME_LENGTH, label=gettext_lazy("Name in Russian"), read_by=EVERYONE)
    name_fr = LineField(max_length=NAME_LENGTH, label=gettext_lazy("Name in French"), read_by=EVERYONE)

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse an organisation as a member: only states are (RoP 1)."""
        return _only_states_are_members(attrs, attrs["kind"])


STATUS_OR_NONE = [*Status.choices, ("none", gettext_lazy("None: it leaves"))]


class ChangeStatusFields(DecidedFields):
    """The participant's new status; `none` when it leaves."""

    first = ("status",)

    status = serializers.ChoiceField(STATUS_OR_NONE, label=gettext_lazy("New status"))

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse an organisation as a member, and write `none` as the empty status that it is."""
        return _as_status(attrs, self.context["subject"].kind)


class HandOverFields(DecidedFields):
    """When, and by which decision, the subject takes the Chairmanship."""


class RenameFields(DecidedFields):
    """The usual name from a day on, in the three languages; on an earlier day it is called as before."""

    first = ("name_en", "name_ru", "name_fr")

    name_en = LineField(max_length=NAME_LENGTH, label=gettext_lazy("Name in English"), read_by=EVERYONE)
    name_ru = LineField(max_length=NAME_LENGTH, label=gettext_lazy("Name in Russian"), read_by=EVERYONE)
    name_fr = LineField(max_length=NAME_LENGTH, label=gettext_lazy("Name in French"), read_by=EVERYONE)


def entry_field() -> serializers.ChoiceField:
    """Return the field that says of which kind the entry is that is taken back."""
    return serializers.ChoiceField(RecordEntry.choices, label=gettext_lazy("Entry"))


def reason_field() -> LineField:
    """Return the field that says why an entry is taken back."""
    return LineField(max_length=REASON_LENGTH, label=gettext_lazy("Reason"), read_by=EVERYONE)


class CancelChangeFields(ActFields):
    """Which change that has not begun is cancelled, on whose word, and why."""

    entry = entry_field()
    decision = LineField(
        max_length=DECISION_LENGTH, label=gettext_lazy("Decision or source"), read_by=EVERYONE
    )
    reason = reason_field()


class CorrectEntryFields(DecidedFields):
    """What the last entry should have said, and why it is corrected."""

    first = ("entry", "status")

    entry = entry_field()
    status = serializers.ChoiceField(
        STATUS_OR_NONE,
        required=False,
        label=gettext_lazy("Status"),
        help_text=gettext_lazy("Where the entry is a status. A term as Chair has its day alone."),
    )
    reason = reason_field()

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask for the status where a status is corrected, and for none where a term is."""
        is_status = attrs["entry"] == RecordEntry.STATUS
        if is_status != ("status" in attrs):
            sentence = _("Name the status.") if is_status else _("A term as Chair has no status.")
            raise serializers.ValidationError({"status": [sentence]})
        return _as_status(attrs, self.context["subject"].kind) if is_status else attrs


def zones() -> list[tuple[str, Any]]:
    """Return the zones to choose from, in words: UTC, then those named after a place, by its English name."""
    names = (zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    places = sorted(names, key=lambda zone: (zone.rsplit("/", 1)[-1], zone))
    return [(zone, lazy(zone_in_words, str)(zone)) for zone in ["UTC", *places]]


def _present_or_its_own(account: Account, at: datetime) -> set[str]:
    """Return those who take part, and the participant of an account that has left meanwhile."""
    present = Participant.objects.with_status_on(at.date()).exclude(status=None)
    return {*present.values_list("code", flat=True), account.participant_id or ""}


class AccountFields(ActFields):
    """What an account stands for, and by what it is known; of a change, what is left out stays."""

    username = LineField(max_length=150, required=False, label=gettext_lazy("User name"), read_by=OF_ACCOUNTS)
    email = AddressField(
        required=False, allow_blank=True, label=gettext_lazy("E-mail address"), read_by=OF_ACCOUNTS
    )
    post = serializers.ChoiceField(Post.choices, required=False, label=gettext_lazy("Post"))
    participant = ParticipantField(required=False, allow_null=True, label=gettext_lazy("Participant"))
    role = serializers.ChoiceField(DelegationRole.choices, required=False, label=gettext_lazy("Role"))
    is_chairs_office = TrueOrFalseField(required=False, label=gettext_lazy("Chair's office"))

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse the Chair's office of one that is no member state: only a member chairs (RoP 14.1.4)."""
        account = self.context["subject"]
        before = (account.is_chairs_office, account.participant_id) if account else (False, None)
        is_office, code = attrs.get("is_chairs_office", before[0]), attrs.get("participant", before[1])
        is_new = (is_office, code) != before  # an office whose state has left stays what it is
        if is_new and is_office and code and not _is_member(code, on=self.context["at"].date()):
            sentence = _("Only a member state has a Chair's office.")
            raise serializers.ValidationError({"is_chairs_office": [sentence]})
        return attrs


class OpenAccountFields(AccountFields):
    """The same of a new account, and how its person reads until the person says otherwise."""

    username = LineField(max_length=150, label=gettext_lazy("User name"), read_by=OF_ACCOUNTS)
    language = serializers.ChoiceField(
        settings.LANGUAGES, required=False, default="en", label=gettext_lazy("Language")
    )
    time_zone = serializers.ChoiceField(
        zones(), required=False, default="UTC", label=gettext_lazy("Time zone")
    )


class ChangeAccountFields(AccountFields):
    """The same of an account that is there, which may be closed and opened again."""

    continues = True
    participant = ParticipantField(
        required=False, allow_null=True, among=_present_or_its_own, label=gettext_lazy("Participant")
    )
    is_active = TrueOrFalseField(
        required=False,
        label=gettext_lazy("In use"),
        help_text=gettext_lazy(
            "A closed account lets nobody in; opened again, it begins without a password."
        ),
    )

    @cached_property
    def version_before(self) -> Mapping[str, Any]:
        """What the account stands for, and by what it is known."""
        account = self.context["subject"]
        return {name: getattr(account, name) for name in BY_ACT} | {"participant": account.participant_id}


class OfficeFields(ActFields):
    """Whether an account is of the Chair's office of its state."""

    is_chairs_office = TrueOrFalseField(
        label=gettext_lazy("Chair's office"),
        help_text=gettext_lazy("Acts for the Chair while the state holds the Chairmanship."),
    )


def _is_member(code: str, *, on: date) -> bool:
    return Period.objects.on(on).filter(participant=code, status=Status.MEMBER).exists()


def _as_status(attrs: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """Write `none` as the empty status that it is, and refuse an organisation as a member."""
    status = WITHOUT_STATUS if attrs["status"] == "none" else attrs["status"]
    return _only_states_are_members({**attrs, "status": status}, kind)


def _only_states_are_members(attrs: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    if kind == ParticipantKind.ORGANISATION and attrs["status"] == Status.MEMBER:
        raise serializers.ValidationError({"status": [_("Only a state can be a member.")]})
    return attrs
