"""Reads of what is exchanged. `visible_to` decides who may know of a submission, a version's who may read it.

A submission's entry (number, authors, stage, days) is seen by more than its content: a reader keeps the entry
when the authors withdraw the content, and the secretariat has it while authors still settle the text among
themselves, so that it can enter a confirmation that came by note verbale.
"""

from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When

from exchange.enums import (
    SEARCH_CONFIGURATIONS,
    Audience,
    CallStage,
    CompilationStage,
    SubmissionKind,
    SubmissionStage,
    WideningOutcome,
)
from members.enums import EVERYONE, OFFICES, RESTRICTED, Capacity
from records.folding import FoldedText
from web.search import SearchedQuerySet, containing, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cbms.models import Measure
    from members.actor import Actor


def addressed(actor: "Actor") -> Q:
    """Return the condition on a version under which its audience includes `actor`."""
    condition = Q(audience=Audience.PUBLIC)
    if actor.takes_part:
        condition |= Q(audience=Audience.PARTICIPANTS) | Q(recipients__contains=[actor.participant])
    if actor.is_member:
        condition |= Q(audience=Audience.MEMBERS)
    return condition


READERS = {
    Audience.PUBLIC: EVERYONE,
    Audience.PARTICIPANTS: (Capacity.MEMBER, Capacity.OBSERVER),
    Audience.MEMBERS: (Capacity.MEMBER,),
    Audience.NAMED: (),
}
"""Whom an audience includes beside those who are named, as acts keep it; `addressed` asks it of one actor."""


def written_by(actor: "Actor", *, submission: str) -> Q:
    """Return the condition that `actor`'s participant is an author; `submission` is the way to the key."""
    from exchange.models import Authorship  # noqa: PLC0415 (models import this module)

    if not actor.participant:
        return Q(pk__in=[])
    own = Authorship.objects.filter(state=actor.participant, left_at=None)
    return Q(**{f"{submission}__in": own.values("submission")})


class SubmissionQuerySet(models.QuerySet):
    """Submissions."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the submissions whose entry `actor` may see.

        Authors: always. The secretariat: all entries. The Chair: what has reached the secretariat. Others:
        what was disseminated to them, also where it was withdrawn since. The procedure itself: all.
        """
        if actor.is_secretariat or actor.is_procedure:
            return self.all()
        return self.filter(_handled(actor) | Q(pk__in=_disseminated_to(actor)))

    def readers_of(self, reference: str) -> set[str]:
        """Return who can see the entry of a submission now (`visible_to`), as its acts keep it."""
        from exchange.models import Version  # noqa: PLC0415 (models import this module)

        out = Version.objects.filter(submission__reference=reference, released_at__isnull=False)
        readers = {Capacity.SECRETARIAT, *self.handlers_of(reference)}
        for audience, recipients in out.values_list("audience", "recipients"):
            readers |= {*READERS[Audience(audience)], *recipients}
        return readers

    def handlers_of(self, reference: str) -> set[str]:
        """Return who can follow the handling of a submission now (`handled_by`), as its acts keep it."""
        from exchange.models import Authorship  # noqa: PLC0415 (models import this module)

        written = Authorship.objects.filter(submission__reference=reference, left_at=None)
        was_received = self.filter(reference=reference, received_at__isnull=False).exists()
        return {*written.values_list("state", flat=True), *(OFFICES if was_received else ())}

    def handled_by(self, actor: "Actor") -> Self:
        """Keep those whose handling between authors, secretariat and Chair `actor` may follow."""
        return self.all() if actor.is_procedure else self.filter(_handled(actor))

    def with_text_for(self, actor: "Actor") -> Self:
        """Add `title`, `language`, `audience`, `digest` and `text_read` of the latest version `actor`
        may read, and `shown_call`, the call that it answers.

        They are null where the actor may not see one.
        """
        from exchange.models import Call, Version  # noqa: PLC0415 (models import this module)

        latest = Version.objects.visible_to(actor).filter(submission=OuterRef("pk")).order_by("-number")
        columns = {name: name for name in ("title", "language", "audience", "digest")} | {"text_read": "text"}
        call = Call.objects.visible_to(actor).filter(pk=OuterRef("call"))
        return self.annotate(
            **{name: Subquery(latest.values(of)[:1]) for name, of in columns.items()},
            shown_call=Subquery(call.values("reference")[:1]),
        )

    def search(self, text: str) -> Self:
        """Keep what has this reference, and what was disseminated with all words of `text` in it; by its
        words what is withdrawn is not found.

        After `with_text_for(actor)`, also what waits at the intake desk, with the words in its text, for
        those who may read that.
        """
        asked = " ".join(words_of(text))
        words = FoldedText(Value(asked))
        found = Q(reference=asked.upper()) | Q(
            search=reduce(or_, (SearchQuery(words, config=name) for name in SEARCH_CONFIGURATIONS))
        )
        if "title" in self.query.annotations:
            in_text = containing(text, columns=("title", "text_read"))
            found |= Q(stage__in=SubmissionStage.that("is_at_intake")) & in_text
        return self.filter(found)

    def of_state(self, code: str) -> Self:
        """Keep those of which a participant is an author."""
        from exchange.models import Authorship  # noqa: PLC0415 (models import this module)

        written = Authorship.objects.filter(submission=OuterRef("pk"), state=code, left_at=None)
        return self.filter(Exists(written))

    def on_measure(self, **named: Any) -> Self:
        """Keep those on a measure, named by lookups on it (`code__iexact="ECO-2"`)."""
        from exchange.models import Submission  # noqa: PLC0415 (models import this module)

        concerned = Submission.measures.through.objects.filter(
            submission=OuterRef("pk"), **{f"measure__{lookup}": value for lookup, value in named.items()}
        )
        return self.filter(Exists(concerned))

    def at_intake(self) -> Self:
        """Keep what waits for the secretariat."""
        return self.filter(stage__in=SubmissionStage.that("is_at_intake"))

    def answering(self, call: int) -> Self:
        """Keep the answers to a call that count: they have reached the secretariat and stand."""
        return self.filter(call=call, stage__in=SubmissionStage.that("stands"))

    def views_to_compile(self) -> Self:
        """Keep the views that the secretariat holds and has not disseminated."""
        return self.at_intake().filter(kind=SubmissionKind.VIEWS)

    def widening_due(self, on: date) -> Self:
        """Keep those whose day has come on which their authors are asked whether the audience widens."""
        from exchange.models import Widening  # noqa: PLC0415 (models import this module)

        asked = Widening.objects.filter(submission=OuterRef("pk"), is_derestriction=True)
        return self.filter(stage__in=SubmissionStage.that("is_out"), widens_on__lte=on).exclude(Exists(asked))


def _handled(actor: "Actor") -> Q:
    condition = written_by(actor, submission="pk")
    if actor.is_secretariat or actor.is_chair:
        condition |= Q(received_at__isnull=False)
    return condition


def _disseminated_to(actor: "Actor") -> models.QuerySet:
    """Return the keys of the submissions of which a version was disseminated to `actor`."""
    from exchange.models import Version  # noqa: PLC0415 (models import this module)

    return Version.objects.filter(addressed(actor), released_at__isnull=False).values("submission")


class SubmissionVersionQuerySet(models.QuerySet):
    """Versions of submissions: their content."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the versions `actor` may read.

        Authors: all. The secretariat and the Chair: what was sent to the secretariat. Others: what was
        disseminated to them, unless the authors have withdrawn it.
        """
        stands = Q(released_at__isnull=False) & ~Q(submission__stage__in=SubmissionStage.that("is_withdrawn"))
        out = stands & addressed(actor)
        condition = written_by(actor, submission="submission") | out
        if actor.is_secretariat or actor.is_chair:
            condition |= Q(received_at__isnull=False)
        return self.filter(condition)

    def numbered_for(self, actor: "Actor") -> Self:
        """Add `shown_number`, by which `actor` names a version.

        It is the version's own number to those who follow the handling. Its readers count what has gone out
        to them: the own number would count what was returned or declined, or is out to others alone.
        """
        from exchange.models import Delivery, Submission, Version  # noqa: PLC0415 (models import this module)

        served = Delivery.objects.filter(version=OuterRef("pk"), participant=actor.participant)
        theirs = Version.objects.filter(
            addressed(actor) | Exists(served),
            released_at__isnull=False,
            submission=OuterRef("submission"),
            number__lte=OuterRef("number"),
        )
        place = theirs.order_by().values("submission").annotate(place=Count("pk")).values("place")
        is_handled = Q(submission__in=Submission.objects.handled_by(actor))
        number = Case(When(is_handled, then="number"), default=Subquery(place), output_field=IntegerField())
        return self.annotate(shown_number=number)

    def held(self) -> Self:
        """Keep what the secretariat can disseminate: the latest version of each submission at its desk."""
        from exchange.models import Version  # noqa: PLC0415 (models import this module)

        later = Version.objects.filter(submission=OuterRef("submission"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later), submission__stage__in=SubmissionStage.that("is_at_intake"))

    def views_to_compile(self, *, on: "Iterable[Measure] | None" = None) -> Self:
        """Keep the views that wait for a compilation, as they would stand in it; `on` any of some measures,
        where those are given.
        """
        from exchange.models import Submission  # noqa: PLC0415 (models import this module)

        views = Submission.objects.views_to_compile()
        concerned = views if on is None else views.filter(measures__in=on)
        return self.held().filter(submission__in=concerned)

    def held_or_out(self) -> Self:
        """Keep what is held and what has gone out, not what went back to its authors before it did."""
        from exchange.models import Version  # noqa: PLC0415 (models import this module)

        held = Version.objects.held()
        return self.filter(Q(released_at__isnull=False) | Q(pk__in=held.values("pk")))


class AttachmentQuerySet(models.QuerySet):
    """Files of submissions."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the files of the versions `actor` may read."""
        from exchange.models import Version  # noqa: PLC0415 (models import this module)

        return self.filter(version__in=Version.objects.visible_to(actor))


class SubmissionDeliveryQuerySet(models.QuerySet):
    """The ledger of who was served with what."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep a participant's own lines, and the whole ledger for authors, secretariat and Chair."""
        from exchange.models import Submission  # noqa: PLC0415 (models import this module)

        handled = Q(version__submission__in=Submission.objects.handled_by(actor))
        if not actor.takes_part:
            return self.filter(handled)
        return self.filter(handled | Q(participant=actor.participant))

    def unacknowledged(self) -> Self:
        """Keep the lines of the current versions that nobody has acknowledged."""
        from exchange.models import Version  # noqa: PLC0415 (models import this module)

        newer = Version.objects.filter(
            submission=OuterRef("version__submission"),
            number__gt=OuterRef("version__number"),
            released_at__isnull=False,
        )
        standing = self.filter(
            acknowledged_at=None, version__submission__stage__in=SubmissionStage.that("is_out")
        )
        return standing.exclude(Exists(newer))


class WideningQuerySet(models.QuerySet):
    """Questions whether an audience widens."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep those on submissions whose handling `actor` may follow."""
        from exchange.models import Submission  # noqa: PLC0415 (models import this module)

        return self.filter(submission__in=Submission.objects.handled_by(actor))

    def settlement_due(self, at: datetime) -> Self:
        """Keep the open questions whose deadline has come."""
        return self.filter(outcome=WideningOutcome.OPEN, answer_by__lte=at)


class CallQuerySet(SearchedQuerySet):
    """Calls for information."""

    searched = ("reference", "title", "question")

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the calls that address `actor`'s participant; secretariat, Chair and members see all."""
        if actor.reads_restricted:
            return self.all()
        if not actor.takes_part:
            return self.none()
        return self.filter(addressees__participant=actor.participant)

    def still_open(self) -> Self:
        """Keep those that can be answered."""
        return self.filter(stage__in=CallStage.that("is_open"))


class CompilationQuerySet(SearchedQuerySet):
    """Compilations of views."""

    searched = ("reference", "title")

    def visible_to(self, actor: "Actor") -> Self:
        """Keep all for secretariat and Chair, and for members what was disseminated."""
        if actor.is_secretariat or actor.is_chair:
            return self.all()
        return self.out() if actor.is_member else self.none()

    def out(self) -> Self:
        """Keep what the member states read."""
        return self.filter(stage__in=CompilationStage.that("is_out"))

    def readers_of(self, reference: str) -> tuple[str, ...]:
        """Return who can see a compilation now, as its acts keep it."""
        return RESTRICTED if self.out().filter(reference=reference).exists() else OFFICES
