"""Pages by which somebody acts: the form of an act, its last look, and what stands in its way."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from http import HTTPStatus
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.generic import View
from rest_framework import serializers
from rest_framework.fields import empty

from records import clock, documents
from records.act_fields import AGAIN, CAPACITY, ON_BEHALF, ActFields, again_field
from records.act_types import ActType, acts_on, last_act_on
from records.acts import capacity_field, fields_of_form, resting_on
from records.addresses import address_of
from records.citations import sentence_of
from records.door import Subject, rehearsed, take
from records.facts import Fact
from records.models import Act, KeptUpload
from records.openings import Opening, has_right, opening_for, several, states_able
from records.refusals import Invalid, NotNow, NotYours, PreconditionRequired, Refusal, Stale, Twice
from records.said import said_on
from records.telling import Teller
from web import races, uploads
from web.drawn import Drawn
from web.forms import FormBody, form_data, strays
from web.idempotency import KeptAnswer
from web.in_words import entered_in_words
from web.pages import PageMixin
from web.sent import Note, who
from web.statuses import status_of
from web.untyped import UNTYPED


@dataclass(frozen=True)
class ActOnPage:
    """What a page says of an act: its button, the sentence it rests on, who will be told."""

    name: str
    label: str
    description: str
    rule: str
    rule_text: str
    is_irreversible: bool
    notifies: str

    @classmethod
    def of(cls, act_type: ActType, *, notifies: Iterable[str] = ()) -> "ActOnPage":
        """Return what to show of `act_type`; `notifies` names those who will be told, in words."""
        return cls(
            name=act_type.name,
            label=str(act_type.label),
            description=str(act_type.description),
            rule=act_type.rule,
            rule_text=sentence_of(act_type.rule),
            is_irreversible=act_type.is_irreversible,
            notifies=", ".join(str(name) for name in notifies),
        )


def acts_on_page(openings: Iterable[Opening], *, address: str, key: Any) -> dict[str, Any]:
    """Return what the page of a thing shows of the acts on it: `acts` and `acts_for_a_state` are
    `[(act, address of its form)]`, `refusals` says why the others are not open.

    `address` is the name of the address of a form, which takes the thing's key and the act's name.
    """
    shown: dict[str, Any] = {"acts": [], "acts_for_a_state": [], "refusals": []}
    for opening in openings:
        if opening.is_open:
            button = (ActOnPage.of(opening.act_type), address_of(address, key, opening.name))
            shown["acts_for_a_state" if opening.for_a_state else "acts"].append(button)
        else:
            shown["refusals"].append({name: getattr(opening, name) for name in ("label", "reason", "rule")})
    return shown


CHANGES_SHOWN = 20
BESIDES = UNTYPED | {CAPACITY, AGAIN}
"""What the form of an act may bring besides its fields."""


LAST_LOOK = ("check", "confirm", "back")
"""What the buttons around the last look at an act say."""


class ActPage(PageMixin, View, ABC):
    """The form of one act on one object, whatever the act. A subclass says on what, which, and how:

        class Admit(ActPage):
            def subject(self, code):
                return found_or_not_visible(...)          # raises NotVisible

            def act_type(self, subject):
                return ADMIT

            def taken_on(self, subject):
                return PARTICIPANTS.at(subject.code)      # what the door finds again, and holds

            def object_url(self, subject, act):
                return address_of("participant", subject.code)

    GET shows the form, or why the act cannot be done. POST performs it and goes on (303) to the object with a
    message naming the act and its number in the register. A refused POST shows the form again with all that
    was typed: errors by field (400), the refusal and its rule (409, 403), or what happened since the form was
    drawn (412). An act that nobody could undo asks once more before it is done: it is rehearsed, and then
    `step=check` shows what will be entered, `step=confirm` enters it, `step=back` returns to the form.
    """

    template_name = "web/act_form.html"
    is_filled_by_address = True
    hidden: tuple[str, ...] = ()
    """Names under which the page itself sends what its form is on."""

    @abstractmethod
    def subject(self, *args: Any, **lookup: Any) -> Any:
        """Return the object the act is on, within what the actor may see; raise NotVisible."""

    @abstractmethod
    def act_type(self, subject: Any) -> ActType:
        """Return the act."""

    @abstractmethod
    def taken_on(self, subject: Any) -> Subject:
        """Return what the act is taken on, for the door to find, lock and check again."""

    def take(self, act_type: ActType, subject: Any, data: Mapping[str, Any]) -> Act:
        """Take the act; raise what it is refused with."""
        return take(act_type.name, self.taken_on(subject), actor=self.actor, data=data).act

    @abstractmethod
    def object_url(self, subject: Any, act: Act) -> str:
        """Return where to go when the act is done."""

    @abstractmethod
    def back_url(self, subject: Any) -> str:
        """Return the page to go back to without acting."""

    def subject_name(self, subject: Any) -> str:
        """Return the object's name for the heading."""
        return str(subject)

    def notifies(self, subject: Any) -> Iterable[str]:
        """Return those who will be told, in words: the groups that the act declares."""
        return [str(group.label) for group in self.act_type(subject).tells]

    def prepare(self, form: ActFields, subject: Any, *, at: datetime) -> None:
        """Give fields of the form what this page knows: an initial value, the choices it offers."""

    def read(self, form: ActFields) -> FormBody:
        """Return the body that was posted."""
        posted = self.posted.copy()
        posted.update(self.files)
        return form_data(form, posted, zone=timezone.get_current_timezone())

    def done_on(self, subject: Any) -> Sequence[Fact]:
        """Return what the last look names before what was filled in, such as the version that is meant."""
        return ()

    def beside(self, subject: Any, form: ActFields | None) -> dict[str, Any]:
        """Return what the template shows besides the form."""
        return {}

    def said(self, subject: Any) -> Sequence[Mapping[str, Any]]:
        """Return what was said before that the act answers: with the latest acts on its subject."""
        return said_on(subject, actor=self.actor)

    @cached_property
    def kept_files(self) -> list[KeptUpload]:
        """The files that came with the form when it was sent before."""
        return uploads.kept(self.posted.getlist(uploads.FIELD), account=self.actor.account)

    @cached_property
    def files(self) -> MultiValueDict:
        """The files that come with the form now, and those that came before."""
        files = self.request.FILES.copy()
        for row in self.kept_files:
            files.appendlist(row.field, uploads.as_uploaded(row))
        return files

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Show the form, or why the act cannot be done now."""
        subject, drawn = self._seen()
        at, act_type = clock.now(), self.act_type(subject).on(subject)
        self._require_right(act_type, subject)
        form = self._form(act_type, subject, at)
        if refusal := self._not_now(act_type, subject, at):
            return self._answer(act_type, subject, None, refusal=refusal, status=HTTPStatus.CONFLICT)
        return self._answer(act_type, subject, form, drawn=drawn)

    def post(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Perform the act, or show what stands in its way."""
        at = clock.now()
        subject = self.subject(**lookup)
        act_type = self.act_type(subject).on(subject)
        if has_right := self._has_right(act_type, subject):
            documents.look_at(chain.from_iterable(files for _name, files in self.files.lists()))
        data = self.read(self._form(act_type, subject, at))
        form = self._form(act_type, subject, at, data=data)
        try:
            if has_right:  # who has none is refused for that alone, whatever came
                self._refuse_strays(form)
                self._refuse_without_kept()
            if (step := request.POST.get("step")) == "back" and has_right:
                return self._back_to(form, act_type, subject)
            if step != "confirm" and act_type.is_final(subject, data):
                return self._check(act_type, subject, form)
            return self._done(act_type, subject, data)
        except Invalid as refusal:
            form.refuse(refusal.errors)
            note = self.note(refusal.sentence, status_of(refusal))
            drawn_again = partial(self._answer, act_type, subject, form, status=note.status)
            return drawn_again() if has_right else self.typed_page(note)
        except (Stale, PreconditionRequired) as refusal:
            return self.redraw(self.note(refusal.sentence, status_of(refusal)))
        except (NotNow, NotYours) as refusal:
            return self._refused(act_type, subject, form, refusal)

    def _refused(
        self, act_type: ActType, subject: Any, form: ActFields, refusal: NotNow | NotYours
    ) -> HttpResponse:
        """Show the form again with the refusal and what happened since; to one without a right what was typed
        alone, since what stands beside the form is for those who may act here.
        """
        if not self.actor.account:
            raise refusal
        if not self._has_right(act_type, subject):
            return self.typed_page(self.note(refusal.sentence, status_of(refusal)))
        if isinstance(refusal, Twice):
            form.fields[AGAIN] = again_field()
        form.refuse({})
        note = self.note("", status_of(refusal), changes=self._changes(subject))
        return self._answer(act_type, subject, form, refusal=refusal, note=note, status=note.status)

    def _refuse_without_kept(self) -> None:
        """Raise Invalid where a file that came before is kept no longer: the act would lack it in silence."""
        if len(self.kept_files) < len(set(self.posted.getlist(uploads.FIELD))):
            sentence = _("A file that came with this form before is no longer kept. Choose it again.")
            raise Invalid({"non_field_errors": [sentence]})

    def _refuse_strays(self, form: ActFields) -> None:
        """Raise Invalid for what the form would lose in silence: texts and files under names that it does not
        have, a second value of what has one.
        """
        besides = BESIDES.union(self.hidden)
        if errors := strays(form, self.posted, self.request.FILES, besides=besides):
            raise Invalid({"non_field_errors": errors})

    def redraw(self, note: Note) -> HttpResponse:
        """Show the form with what was typed, drawn from what the object is now, and what happened since."""
        subject, drawn = self._seen()
        at, act_type = clock.now(), self.act_type(subject).on(subject)
        try:
            self._require_right(act_type, subject)
        except NotYours:
            return self.typed_page(note)
        form = self._form(act_type, subject, at, data=self.read(self._form(act_type, subject, at)))
        form.refuse({})
        refusal = self._not_now(act_type, subject, at)
        note = replace(note, changes=self._changes(subject))
        return self._answer(
            act_type, subject, form, drawn=drawn, note=note, refusal=refusal, status=note.status
        )

    def _take(self, act_type: ActType, subject: Any, data: FormBody) -> Act:
        """Take the act if it rests on what its form was drawn from."""
        read = self.drawn.read if self.drawn else None
        with races.refused_when_lost(), resting_on(act_type, read, is_needed=act_type.names_version):
            return self.take(act_type, subject, data)

    def _done(self, act_type: ActType, subject: Any, data: FormBody) -> HttpResponse:
        """Perform the act, once for each form that was drawn, and go on."""

        def entered() -> KeptAnswer:
            act = self._take(act_type, subject, data)
            uploads.drop(self.kept_files)
            address = self.object_url(subject, act)
            return KeptAnswer(
                status=HTTPStatus.SEE_OTHER, address=address, counts={"act": act.number, "told": act.told}
            )

        answer = self.once(entered)
        entered_act = Act.objects.get(number=answer.counts["act"])
        self.say_entered(entered_act, told=answer.counts["told"])
        return HttpResponseRedirect(answer.address, status=HTTPStatus.SEE_OTHER)

    def _seen(self) -> tuple[Any, Drawn]:
        """Return the subject, and what a form knows that is drawn of it.

        That is read before the subject is: what is entered in between shows in the page, not only in what
        the form claims that its author saw.
        """
        subject = self.subject(**self.kwargs)
        drawn = Drawn.for_actor(
            self.actor,
            name=who(self.request),
            act=last_act_on(subject, self.actor),
            read=self.act_type(subject).rests_on(subject, self.actor),
        )
        return self.subject(**self.kwargs), drawn

    def _changes(self, subject: Any) -> list[dict[str, Any]]:
        """Return the acts on the subject since the form was drawn, in words, the oldest first."""
        if self.drawn is None:
            return []
        since = acts_on(subject, self.actor).filter(number__gt=self.drawn.act)[:CHANGES_SHOWN]
        teller = Teller()
        return [
            {"at": act.at, "title": teller.sentence(act), "number": act.number} for act in reversed(since)
        ]

    def _back_to(self, form: ActFields, act_type: ActType, subject: Any) -> HttpResponse:
        """Show the form as it was sent, and as it was drawn."""
        form.refuse({})
        return self._answer(act_type, subject, form, drawn=self.drawn)

    def _form(self, act_type: ActType, subject: Any, at: datetime, *, data: Any = empty) -> ActFields:
        fields = fields_of_form(act_type, actor=self.actor)
        form = fields(data=data, context={"subject": subject, "actor": self.actor, "at": at})
        form.begin_with(form.version_before)
        form.begin_with(self.linked_in(form))
        self._ask_who_acts(form, act_type, subject, at)
        if AGAIN in self.posted:
            form.fields[AGAIN] = again_field()
        self.prepare(form, subject, at=at)
        return form

    def linked_in(self, form: ActFields) -> dict[str, Any]:
        """Return what the link that led here fills in: the object that a line of the inbox is about, say."""
        given = self.request.GET
        return {
            name: given.getlist(name) if isinstance(field, serializers.ListField) else given[name]
            for name, field in form.fields.items()
            if name in given
        }

    def _ask_who_acts(self, form: ActFields, act_type: ActType, subject: Any, at: datetime) -> None:
        """Offer an officer the states that can do the act now; ask for the capacity where two would do."""
        speakers = [self.actor] if act_type.role_of(self.actor, subject) else []
        if ON_BEHALF[0] in form.fields:
            able = list(states_able(act_type, subject=subject, actor=self.actor, at=at))
            named = form.fields[ON_BEHALF[0]]
            named.among = lambda _subject, _at: [state.participant for state in able]  # type: ignore[attr-defined]
            speakers += able
        roles = next((found for one in speakers if (found := several(act_type, one, subject))), None)
        if roles:
            form.fields[CAPACITY] = capacity_field(roles, required=speakers == [self.actor])

    def _has_right(self, act_type: ActType, subject: Any) -> bool:
        """Whether the reader may act here, in person or for a state."""
        return has_right(act_type, subject=subject, actor=self.actor)

    def _require_right(self, act_type: ActType, subject: Any) -> None:
        """Raise NotYours for one who may not act here."""
        if not self._has_right(act_type, subject):
            raise NotYours(act_type.why_not_yours(self.actor, subject), rule=act_type.rule)

    def _not_now(self, act_type: ActType, subject: Any, at: datetime) -> NotNow | None:
        """Return what stands in the way now; for an officer, what does so for every state."""
        stands = opening_for(act_type, subject=subject, actor=self.actor, at=at)
        return None if stands.is_open else NotNow(stands.reason, rule=stands.rule)

    def _check(self, act_type: ActType, subject: Any, form: ActFields) -> HttpResponse:
        """Show what will be entered and ask once more; raise what would stand in its way.

        The act is rehearsed, so that nothing can be wrong with it that the next step would find.
        """
        with rehearsed():
            self._take(act_type, subject, form.initial_data)
        form.refuse({})
        return self._answer(
            act_type,
            subject,
            form,
            drawn=self.drawn,
            entered=[*self.done_on(subject), *entered_in_words(form)],
        )

    def _answer(
        self,
        act_type: ActType,
        subject: Any,
        form: ActFields | None,
        *,
        drawn: Drawn | None = None,
        note: Note | None = None,
        refusal: Refusal | None = None,
        entered: Sequence[Fact] | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> HttpResponse:
        files = list(self.kept_files)
        if form and self.request.FILES and self._has_right(act_type, subject):
            files += uploads.keep(form, self.request.FILES, account=self.actor.account, at=clock.now())
        if note:
            note = replace(note, files=sorted(set(note.files) - {file.name for file in files}))
        context = {
            "kept_files": files,
            "act": ActOnPage.of(act_type, notifies=self.notifies(subject)),
            "form": form,
            "tokens": self.tokens(drawn or self.drawn or self._seen()[1]) if form else "",
            "note": note,
            "subject_name": self.subject_name(subject),
            "back_url": self.back_url(subject),
            "action_url": self.request.path,
            "refusal": refusal,
            "entered": entered,
            "said": self.said(subject),
        }
        return self.page(self.template_name, context | self.beside(subject, form), status=status)
