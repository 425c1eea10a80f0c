"""Reads of participants, their periods, chairmanships and accounts."""

from collections.abc import Callable
from datetime import UTC, date
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Now
from django.utils.translation import get_language

from members.enums import ParticipantKind, Status
from records.models import Act
from records.written_once import RowsWrittenOnce
from web.search import SearchedQuerySet, words_of

if TYPE_CHECKING:
    from members.actor import Actor


def in_force(
    on: date | models.Expression | models.F, *, starts: str = "valid_from", ends: str = "valid_to"
) -> Q:
    """Return the condition of being in force on a day: from the first day on, to the day before `ends`.

    What has no first day is in force on none: an unknown beginning is not "always".
    """
    return Q(**{f"{starts}__lte": on}) & (Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": on}))


def name_on(day: date | Now, *, of: str = "", column: str = "") -> Coalesce:
    """Return the expression of the usual name that a participant had on a day.

    `of` leads to the participant (`state__`); `column` is one of its names, by default that in the reader's
    language.
    """
    from members.models import FormerName  # noqa: PLC0415 (models import this module)

    column = column or _name_column()
    later = FormerName.objects.filter(participant=OuterRef(f"{of}code"), valid_to__gt=day)
    return Coalesce(Subquery(later.order_by("valid_to").values(column)[:1]), models.F(f"{of}{column}"))


class PublicQuerySet(models.QuerySet):
    """Rows that everyone may see (DESIGN section 4, first row)."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep every row: these are public."""
        return self


class RestrictedQuerySet(models.QuerySet):
    """Rows that member states, the Chair and the secretariat read, and nobody else."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep everything for those who read proposals in progress, nothing for others."""
        return self.all() if actor.reads_restricted else self.none()


class PeriodQuerySet(PublicQuerySet):
    """Dated rows with `valid_from` and `valid_to`."""

    def on(self, day: date | models.Expression | models.F) -> Self:
        """Keep the rows in force on `day`."""
        return self.filter(in_force(day))

    def perhaps_on(self, day: date) -> Self:
        """Keep the rows that by their bounds may have been in force on `day`, though no source proves it."""
        begun_by_then = Q(starts_earliest__lte=day) & (Q(valid_from__gt=day) | Q(valid_from__isnull=True))
        not_ended = Q(ends_latest__gt=day) | Q(ends_latest__isnull=True)
        ended_later = Q(valid_from__lte=day, valid_to__lte=day, ends_latest__gt=day)
        return self.filter(begun_by_then & not_ended | ended_later)


class TermQuerySet(PeriodQuerySet):
    """Dated rows whose beginning may be unknown."""

    def in_order_of_time(self) -> Self:
        """Order by the first sure day, or the first possible one; adds it as `began`, which is never null."""
        return self.with_beginning().order_by("began", "pk")

    def with_beginning(self) -> Self:
        """Add `began`: the first day that is sure, or else possible; the first there is if neither."""
        first = Coalesce("valid_from", "starts_earliest", Value(date.min), output_field=models.DateField())
        return self.annotate(began=first)


class HeadQuerySet(SearchedQuerySet, TermQuerySet):  # type: ignore[override]
    """Heads of the secretariat and their deputies, found by name and title."""

    searched = ("name", "title")


class ChairmanshipQuerySet(TermQuerySet):
    """Terms as Chair."""

    def last_term(self) -> Any:
        """Return the term that nobody has followed, or None where there was no Chair yet."""
        return self.order_by(models.F("valid_from").desc(nulls_last=True)).first()


class ParticipantQuerySet(PublicQuerySet):
    """Participants, in English alphabetical order of their usual names (Rules of Procedure, art. 1(7))."""

    def with_status_on(self, day: date) -> Self:
        """Add `status` on `day`: member, observer, or null for neither."""
        from members.models import Period  # noqa: PLC0415 (models import this module)

        current = Period.objects.on(day).filter(participant=OuterRef("pk")).values("status")
        return self.annotate(status=Subquery(current[:1]))

    def named_on(self, day: date) -> Self:
        """Add the usual names of that day: `then_en`, `then_ru`, `then_fr`."""
        return self.annotate(
            **{f"then_{language}": name_on(day, column=f"name_{language}") for language in ("en", "ru", "fr")}
        )

    def members_on(self, day: date) -> Self:
        """Keep the member states of that day, in English alphabetical order: the roster."""
        return self.with_status_on(day).filter(status=Status.MEMBER).in_english_order()

    def names(self) -> dict[str, str]:
        """Return `{code: usual name in the reader's language}` of every participant, in one query."""
        return dict(self.values_list("code", _name_column()))

    def search(self, text: str) -> Self:
        """Keep those that have each word of `text` in their code, a name in any language, or another name.

        English names are also found without their diacritics ("Turkiye").
        """
        found = self
        for word in words_of(text):
            found = found.filter(_named(word))
        return found

    def in_english_order(self) -> Self:
        """Order by the usual English name without diacritics."""
        return self.order_by("sort_name", "code")


class ParticipantManager(models.Manager.from_queryset(ParticipantQuerySet)):  # type: ignore[misc]
    """Participants. What almost every page asks of all of them is asked by queries that are written once."""

    def names(self) -> dict[str, str]:
        """Return `{code: usual name in the reader's language}` of every participant."""
        return dict(_written_once(_name_column()).ask())

    def called(self, as_compared: Callable[[str], str]) -> dict[str, str]:
        """Return `{name, as names are compared: code}` of all names of participants, also of the past.

        It takes two queries. A name of two participants is left out.
        """
        from members.models import Alias, FormerName  # noqa: PLC0415 (models import this module)

        columns = [
            f"{kind}_{language}" for kind in ("name", "abbreviation") for language in ("en", "ru", "fr")
        ]
        own = self.values_list("code", "code", "iso_alpha3", *columns)
        pairs = [(name, code) for code, *names in own for name in names]
        former = [
            FormerName.objects.values_list(f"name_{language}", "participant")
            for language in ("en", "ru", "fr")
        ]
        pairs += list(Alias.objects.values_list("name", "participant").union(*former))
        found: dict[str, set[str]] = {}
        for name, code in pairs:
            found.setdefault(as_compared(name), set()).add(code)
        return {name: codes.pop() for name, codes in found.items() if name and len(codes) == 1}

    def names_of_states(self) -> dict[str, str]:
        """Return the same of every state that takes or took part, in English alphabetical order."""
        return dict(_written_once(_name_column(), kind=ParticipantKind.STATE).ask())


def _name_column() -> str:
    return f"name_{(get_language() or 'en')[:2]}"


@cache
def _written_once(name: str, **which: str) -> RowsWrittenOnce:
    from members.models import Participant  # noqa: PLC0415 (models import this module)

    return RowsWrittenOnce(
        lambda: Participant.objects.filter(**which).in_english_order().values_list("code", name),
    )


def _named(word: str) -> Q:
    """Return the condition of bearing `word` in one of the names."""
    from members.models import Alias, FormerName, Participant  # noqa: PLC0415 (models import this module)

    alias = Alias.objects.filter(participant=OuterRef("pk"), name__folded__contains=word)
    condition: Q = Q(code__iexact=word) | Q(sort_name__contains=Participant.sort_key(word)) | Q(Exists(alias))
    for language in ("en", "ru", "fr"):
        condition |= Q(**{f"name_{language}__folded__contains": word})
        condition |= Q(**{f"abbreviation_{language}__iexact": word})
        former = FormerName.objects.filter(
            **{"participant": OuterRef("pk"), f"name_{language}__folded__contains": word}
        )
        condition |= Q(Exists(former))
    return condition


class AccountQuerySet(models.QuerySet):
    """Accounts."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the own account; all for the operator and the secretariat, a delegation's for its head."""
        if actor.is_administrator or actor.is_secretariat:
            return self
        if not actor.account:
            return self.none()
        condition = Q(public_id=actor.account)
        if actor.is_head and actor.participant:
            condition |= Q(participant=actor.participant)
        return self.filter(condition)

    def search(self, text: str) -> Self:
        """Keep those that have each word of `text` in their user name, or in a name of their participant."""
        from members.models import Participant  # noqa: PLC0415 (models import this module)

        found = self
        for word in words_of(text):
            participants = Participant.objects.search(word).values("pk")
            found = found.filter(Q(username__folded__contains=word) | Q(participant__in=participants))
        return found


MOVED = '"participant":'
"""How the payload of an act begins to say that an account acts for another."""


def visible_acts_on_accounts(actor: "Actor") -> bool | Q:
    """Return the condition on acts on accounts: seen by the person, the operator and the secretariat.

    A head sees those of an account since it joined the delegation, and the one by which it left.
    """
    from members.models import Account  # noqa: PLC0415 (models import this module)

    if actor.is_administrator or actor.is_secretariat:
        return True
    if not actor.account:
        return False
    condition = Q(object_key=actor.account)
    if actor.is_head and actor.participant:
        keys = Account.objects.visible_to(actor).values(key=Cast("public_id", models.CharField()))
        moved_later = Act.objects.about(kind="account", key=OuterRef("object_key")).filter(
            number__gt=OuterRef("number"), payload__contains=MOVED
        )
        condition |= Q(object_key__in=keys) & Q(~Exists(moved_later))
        condition |= Q(payload__contains=f'{MOVED}{{"from":"{actor.participant}"')
    return condition


class AccountManager(UserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    """Accounts."""

    def with_standing(self) -> models.QuerySet:
        """Add what an Actor needs, in the same query: the participant's status and chairmanship today,
        and the names that every page of a delegate shows.
        """
        from members.models import Chairmanship, Period  # noqa: PLC0415 (models import this module)

        today = models.functions.TruncDate(Now(), tzinfo=UTC)  # not in the zone of whoever reads
        period = Period.objects.on(today).filter(participant=OuterRef("participant")).values("status")
        term = Chairmanship.objects.on(today).filter(state=OuterRef("participant"))
        names = {
            f"participant_{name}": models.F(f"participant__{name}")
            for name in ("name_en", "name_ru", "name_fr")
        }
        return self.annotate(standing=Subquery(period[:1]), state_holds_chair=Exists(term), **names)

    def with_token(self, digest: str) -> models.QuerySet:
        """Keep the active account whose unexpired token has this hash; add `token_only_reads`."""
        unexpired = Q(auth_token_set__expiry__isnull=True) | Q(auth_token_set__expiry__gt=Now())
        found = self.with_standing().filter(unexpired, auth_token_set__digest=digest, is_active=True)
        return found.annotate(token_only_reads=models.F("auth_token_set__read_only"))
