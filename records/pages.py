"""Bases of the pages: who reads, how a refusal looks, lists by key, and the form of any act.

    class DecisionList(TablePage):
        model = Decision
        template_name = "proposals/decision_list.html"
        ordering = ("-adopted_at", "number")
        filterset_class = DecisionFilter

        def rows(self, visible):
            return visible.values("number", "title", "adopted_at")

As in the API, what `rows` and `find` are given has passed `visible_to(request.actor)`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from http import HTTPStatus
from typing import Any

import orjson
from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View
from rest_framework import serializers

from records import clock, held, races, security, uploads
from records.acts import (
    AGAIN,
    CAPACITY,
    ON_BEHALF,
    ActFields,
    ActType,
    acts_on,
    again_field,
    capacity_field,
    fields_of_form,
    label_on,
    last_act_on,
    rehearsed,
    represents_states,
    resting_on,
)
from records.as_of import day_asked_for
from records.canonical import sha256
from records.citations import sentence_of
from records.drawn import Drawn
from records.facts import Fact
from records.forms import FormBody, form_data
from records.idempotency import Answer, KeyReusedForAnother
from records.in_words import entered_in_words, said_in_words
from records.keyset import Page, page_of
from records.models import Act, KeptUpload
from records.openings import several, states_able, why_no_state
from records.parameters import KnowsParameters
from records.refusals import (
    Invalid,
    NotNow,
    NotVisible,
    NotYours,
    PreconditionRequired,
    Refusal,
    Stale,
    Twice,
)
from records.said import said_on
from records.search import search_text
from records.sent import Note, SentForms, who
from records.statuses import status_of


class PageMixin(KnowsParameters, SentForms):
    """A page read by `self.actor`, in the time zone in force. What a view refuses becomes a page of its own.

    What is not visible is not found (404). What is somebody else's says whose and by which rule (403), but
    sends a reader who has not logged in to the log-in page first. What the address asks for and the page does
    not know is ignored, and said (`ignored`); a past day is refused where no history is read.
    """

    request: HttpRequest
    parameters = (held.NAME,)
    is_filled_by_address = False
    """Whether the address may fill in the fields of the page's form."""

    @property
    def actor(self) -> Any:
        """In whose name the page is read."""
        return self.request.actor

    @cached_property
    def as_of(self) -> date:
        """The day of `?as_of=`, today in UTC when none is asked for."""
        return day_asked_for(self.request.GET.get("as_of", ""), today=timezone.now().date())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, or say why not."""
        try:
            with races.refused_when_lost():
                self._refuse_past_day()
                return self.turned_back() or super().dispatch(request, *args, **kwargs)
        except KeyReusedForAnother:
            return self.sent_twice()
        except NotVisible as error:
            if self.drawn is None:
                raise Http404 from error
            # Whoever was drawn the form saw what it is on, and so learns nothing by having the words back.
            return self.typed_page(self.note(error.sentence, HTTPStatus.NOT_FOUND))
        except NotYours as refusal:
            if not request.actor.account:
                security.say_unless_said(security.Kind.ACCESS_REFUSED, reason="not-logged-in")
                return redirect_to_login(request.get_full_path())
            return self.refused(refusal)
        except Refusal as refusal:
            return self.refused(refusal)

    def refused(self, refusal: Refusal) -> HttpResponse:
        """Return the page that gives a refusal's sentence and rule."""
        status = status_of(refusal)
        # What the page would have ignored matters to nobody while it shows something else.
        rule_text = sentence_of(refusal.rule)
        context = {"refusal": refusal, "rule_text": rule_text, "status": status, "ignored": []}
        answer = self.page("records/refusal.html", context, status=status)
        if refusal.retry_after:
            answer["Retry-After"] = str(refusal.retry_after)
        return answer

    def page(
        self, template: str, context: Mapping[str, Any], *, status: HTTPStatus = HTTPStatus.OK
    ) -> HttpResponse:
        """Render a template with what the view knows; `form_tokens()` begins each of its forms.

        `ignored` are the parameters that the page does not know; where it has filters they are said there.
        """
        fields = getattr(context.get("form"), "fields", ()) if self.is_filled_by_address else ()
        ignored = [] if context.get("controls") else self.ignored(*fields)
        known = {"form_tokens": self.tokens, "ignored": ignored, **context}
        return render(self.request, template, known, status=status)

    def ignored(self, *fields: str) -> list[str]:
        """Return what the address asks for and the page does not know; `fields` may be filled in by it."""
        return sorted(self.request.GET.keys() - self.known_parameters() - set(fields))

    def _refuse_past_day(self) -> None:
        if "as_of" in self.request.GET.keys() - self.known_parameters():
            sentence = _(
                "This page shows what stands now. As of a past day one can read the members, the catalogue"
                " and the list of coordinators."
            )
            raise Invalid({"as_of": [sentence]})


@dataclass(frozen=True)
class Pill:
    """A filter in force, and the address of the list without it."""

    label: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class FilterControl:
    """A filter as the page offers it: `kind` is `select` (with `choices`) or the type of an input.

    `errors` say what is wrong with its value, which stands there as it was typed.
    """

    name: str
    label: str
    kind: str
    value: str
    choices: Sequence[tuple[str, str]] = ()
    errors: Sequence[str] = ()


class ListPage(PageMixin, View):
    """What stands around a list by cursor: its neighbours, and the filters on it and in force.

    The template gets `previous`, `next`, `controls`, `pills`, `clear_url`. `controls` and `pills` are drawn
    by `list_filters` of `records/_filters.html`.
    """

    template_name: str
    parameters = ("cursor",)
    is_searchable = False
    page_size = 50

    def framed(self, page: Page, filters: forms.Form, *, text: str = "", **context: Any) -> HttpResponse:
        """Show a page of the list; one whose filters have no such values says so, and answers 400."""
        status = HTTPStatus.BAD_REQUEST if filters.errors else HTTPStatus.OK
        return self.page(self.template_name, self.frame(page, filters, text=text) | context, status=status)

    def frame(self, page: Page, filters: forms.Form, *, text: str = "") -> dict[str, Any]:
        """Return it; `text` is what was searched for."""
        return {
            "next": self.address(cursor=page.next) if page.next else "",
            "previous": self.address(cursor=page.previous) if page.previous else "",
            "controls": self._controls(filters, text),
            "pills": self._pills(filters, text),
            "clear_url": self.request.path,
        }

    def address(self, **changes: str) -> str:
        """Return this list's address with parameters changed ("" takes one away), from its first page."""
        query = self.request.GET.copy()
        query.pop("cursor", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def _controls(self, filters: forms.Form, text: str) -> list[FilterControl]:
        search = [FilterControl("search", _("Search"), "search", text)] if self.is_searchable else []
        return search + [_control(bound) for bound in filters]

    def _pills(self, filters: forms.Form, text: str) -> list[Pill]:
        search = [Pill(_("Search"), text, self.address(search=""))] if text else []
        in_force = [
            Pill(str(bound.label), _in_words(bound), self.address(**{bound.name: ""}))
            for bound in filters
            if _typed(bound) and not bound.errors
        ]
        ignored = [
            Pill(_("Not known here, and ignored"), name, self.address(**{name: ""}))
            for name in self.ignored()
        ]
        return search + in_force + ignored


NOTHING = Page(rows=[], next="", previous="")


class TablePage(ListPage, ABC):
    """A list by cursor, read from a queryset: the template gets `rows` besides.

    Where the queryset has `search(text)`, set `is_searchable`.
    """

    model: type[Model]
    ordering: Sequence[str]
    filterset_class: Callable[..., Any] | None = None

    @abstractmethod
    def rows(self, visible: QuerySet) -> QuerySet:
        """Return what is listed as `.values()`, with the columns of `ordering` among them."""

    def represent(self, rows: list[Any]) -> list[Any]:
        """Return the rows of one page as the template reads them."""
        return rows

    def context(self, page: Page) -> dict[str, Any]:
        """Return what the template needs besides."""
        return {}

    @cached_property
    def filters(self) -> Any:
        """The filter set as the address fills it in; None where the list has none."""
        if self.filterset_class is None:
            return None
        return self.filterset_class(
            self.request.GET, queryset=self.model.objects.none(), request=self.request
        )

    @property
    def errors(self) -> Mapping[str, Any]:
        """What is wrong with the values of filters, by name."""
        return self.filters.errors if self.filters else {}

    @cached_property
    def as_of(self) -> date:
        """The day asked for; today too where what was asked for is none, which its filter says."""
        return timezone.now().date() if "as_of" in self.errors else super().as_of

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show one page of the list; nothing of it where a filter has no such value."""
        text = search_text(request.GET.get("search", "")) if self.is_searchable else ""
        page = NOTHING if self.errors else self._page(text)
        form = self.filters.form if self.filters else forms.Form({})
        rows = self.represent(page.rows)
        return self.framed(page, form, text=text, **{"rows": rows} | self.context(page))

    def _page(self, text: str) -> Page:
        queryset = self.rows(self.model.objects.visible_to(self.actor))
        if text:
            queryset = queryset.search(text)
        if self.filters:
            queryset = self.filters.filter_queryset(queryset)
        cursor = self.request.GET.get("cursor", "")
        return page_of(queryset, ordering=self.ordering, cursor=cursor, size=self.page_size)


def _typed(bound: forms.BoundField) -> str:
    return str(bound.value() or "")


def _choices(bound: forms.BoundField) -> list[tuple[str, str]]:
    # django-filter's iterator of choices has no length, which list() would ask for.
    return [(str(key), str(label)) for key, label in getattr(bound.field, "choices", ()) if key != ""]


def _control(bound: forms.BoundField) -> FilterControl:
    typed, errors, choices = _typed(bound), list(bound.errors), _choices(bound)
    if choices:
        typed_too = [(typed, typed)] if errors else []
        return FilterControl(bound.name, str(bound.label), "select", typed, choices + typed_too, errors)
    # A browser shows no date that is none.
    kind = "date" if isinstance(bound.field, forms.DateField) and not errors else "search"
    return FilterControl(bound.name, str(bound.label), kind, typed, errors=errors)


def _in_words(bound: forms.BoundField) -> str:
    return dict(_choices(bound)).get(_typed(bound), _typed(bound))


class ObjectPage(PageMixin, View, ABC):
    """One object. The template gets what `context` returns."""

    model: type[Model]
    template_name: str

    def find(self, visible: QuerySet, **lookup: Any) -> Any:
        """Return the object or row; ObjectDoesNotExist is answered with 404."""
        return visible.get(**lookup)

    @abstractmethod
    def context(self, found: Any) -> dict[str, Any]:
        """Return what the template shows."""

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Show the object."""
        return self.page(self.template_name, self.context(self.found(**lookup)))

    def found(self, **lookup: Any) -> Any:
        """Return the object within what the reader may see; raise NotVisible."""
        try:
            return self.find(self.model.objects.visible_to(self.actor), **lookup)
        except ObjectDoesNotExist as error:
            raise NotVisible(_("There is nothing at this address.")) from error


class FormPage(PageMixin, View, ABC):
    """A form that is no act of the procedure. A subclass says which fields, and what is done with them:

        class Profile(FormPage):
            fields = ProfileFields
            template_name = "members/profile_form.html"

            def carry_out(self, body):
                actions.update_profile(account=self.request.user, **body)
                return HttpResponseRedirect(…, status=HTTPStatus.SEE_OTHER)

    GET shows the form. POST carries out what was filled in, once for each form that was drawn, or shows what
    is wrong with it. What the form begins with must still be so: nobody overwrites what they did not see.
    """

    fields: Callable[..., serializers.Serializer]
    template_name: str

    @abstractmethod
    def carry_out(self, body: Mapping[str, Any]) -> HttpResponse:
        """Call the action and go on."""

    def check(self) -> None:
        """Raise what stands between the reader and this form."""

    def bound(self) -> serializers.Serializer:
        """Return the form as it is at first."""
        return self.fields()

    def rests_on(self) -> str:
        """Rest on what the form begins with."""
        return sha256(orjson.dumps(self.bound().data, default=str))

    def body(self) -> Mapping[str, Any]:
        """Return what was filled in, as the fields expect it."""
        return form_data(self.fields(), self.posted, zone=timezone.get_current_timezone())

    def beside(self) -> dict[str, Any]:
        """Return what the template shows besides the form."""
        return {}

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Show the form."""
        self.check()
        return self.answer(self.bound())

    def post(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Do it, or show what is wrong."""
        self.check()
        form = self.fields(data=self.body())
        if not form.is_valid():
            return self.answer(form, status=HTTPStatus.BAD_REQUEST)
        try:
            return self.answered_once(lambda: self._carried_out(form.validated_data))
        except NotNow as refusal:
            return self.answer(form, status=HTTPStatus.CONFLICT, refusal=refusal)
        except Stale:
            return self.redraw(self._note_of_a_change(form))

    def _carried_out(self, body: Mapping[str, Any]) -> HttpResponse:
        if self.drawn and self.drawn.read != self.rests_on():
            raise Stale(_("What this rests on has changed since you read it. Nothing was recorded."))
        return self.carry_out(body)

    def _note_of_a_change(self, form: serializers.Serializer) -> Note:
        """Say what stands now, since it changed, where that is not what was typed."""
        stands, typed = self.bound().data, form.data
        others = {name: value for name, value in stands.items() if value != typed.get(name)}
        return self.note(
            _("It was changed since you opened this form."),
            HTTPStatus.PRECONDITION_FAILED,
            stands=said_in_words(form, others),
        )

    def redraw(self, note: Note) -> HttpResponse:
        """Show the form with what was typed."""
        self.check()
        form = self.fields(data=self.body())
        form.is_valid()
        return self.answer(form, status=note.status, note=note)

    def answer(
        self, form: serializers.Serializer, *, status: HTTPStatus = HTTPStatus.OK, **shown: Any
    ) -> HttpResponse:
        """Show the form with what stands beside it."""
        context = {"form": form, "note": None, "refusal": None, **self.beside(), **shown}
        return self.page(self.template_name, context, status=status)


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


CHANGES_SHOWN = 20
LAST_LOOK = ("check", "confirm", "back")
"""What the buttons around the last look at an act say."""


class ActPage(PageMixin, View, ABC):
    """The form of one act on one object, whatever the act. A subclass says on what, which, and how:

        class Admit(ActPage):
            def subject(self, code):
                return found_or_not_visible(...)          # raises NotVisible

            def act_type(self, subject):
                return ADMIT

            def perform(self, subject, data, *, at):
                return admit(code=subject.code, actor=self.actor, at=at, data=data)     # the action: an Act

            def object_url(self, subject, act):
                return f"/members/{subject.code}/"

    GET shows the form, or why the act cannot be done. POST performs it and goes on (303) to the object with a
    message naming the act and its number in the register. A refused POST shows the form again with all that
    was typed: errors by field (400), the refusal and its rule (409, 403), or what happened since the form was
    drawn (412). An act that nobody could undo asks once more before it is done: it is rehearsed, and then
    `step=check` shows what will be entered, `step=confirm` enters it, `step=back` returns to the form.
    """

    template_name = "records/act_form.html"
    is_filled_by_address = True

    @abstractmethod
    def subject(self, **lookup: Any) -> Any:
        """Return the object the act is on, within what the actor may see; raise NotVisible."""

    @abstractmethod
    def act_type(self, subject: Any) -> ActType:
        """Return the act."""

    @abstractmethod
    def perform(self, subject: Any, data: Mapping[str, Any], *, at: datetime) -> Act:
        """Call the action, which locks and checks again; raise what it refuses with."""

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
        posted.update(self.request.FILES)
        for row in self.kept_files:
            posted.appendlist(row.field, uploads.as_uploaded(row))
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

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Show the form, or why the act cannot be done now."""
        subject, drawn = self._seen()
        at, act_type = clock.now(), self.act_type(subject).on(subject)
        self._require_right(act_type, subject)
        form = self._form(act_type, subject, at)
        if missing := self._missing(act_type, subject, at):
            refusal = NotNow(missing.sentence, rule=missing.rule)
            return self._answer(act_type, subject, None, refusal=refusal, status=HTTPStatus.CONFLICT)
        return self._answer(act_type, subject, form, drawn=drawn)

    def post(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Perform the act, or show what stands in its way."""
        at = clock.now()
        subject = self.subject(**lookup)
        act_type = self.act_type(subject).on(subject)
        data = self.read(self._form(act_type, subject, at))
        form = self._form(act_type, subject, at, data=data)
        try:
            self._refuse_strays(form)
            if (step := request.POST.get("step")) == "back":
                return self._back_to(form, act_type, subject)
            if step != "confirm" and act_type.is_final(subject, data):
                return self._check(act_type, subject, form, at=at)
            return self._done(act_type, subject, data, at=at)
        except Invalid as refusal:
            form.refuse(refusal.errors)
            return self._answer(act_type, subject, form, status=status_of(refusal))
        except (Stale, PreconditionRequired) as refusal:
            return self.redraw(self.note(refusal.sentence, status_of(refusal)))
        except (NotNow, NotYours) as refusal:
            if not self.actor.account:
                raise
            if isinstance(refusal, Twice):
                form.fields[AGAIN] = again_field()
            form.refuse({})
            note = self.note("", status_of(refusal), changes=self._changes(subject))
            return self._answer(act_type, subject, form, refusal=refusal, note=note, status=note.status)

    def _refuse_strays(self, form: ActFields) -> None:
        """Raise Invalid for a file under a name that the form does not have: it would be lost in silence."""
        if strays := sorted(self.request.FILES.keys() - form.fields.keys()):
            sentence = _("A file was sent as “%(name)s”, which this form does not have.")
            raise Invalid({"non_field_errors": [sentence % {"name": strays[0]}]})

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
        missing = self._missing(act_type, subject, at)
        refusal = NotNow(missing.sentence, rule=missing.rule) if missing else None
        note = replace(note, changes=self._changes(subject))
        return self._answer(
            act_type, subject, form, drawn=drawn, note=note, refusal=refusal, status=note.status
        )

    def _perform(self, act_type: ActType, subject: Any, data: FormBody, *, at: datetime) -> Act:
        """Perform the act if it rests on what its form was drawn from."""
        read = self.drawn.read if self.drawn else None
        with races.refused_when_lost(), resting_on(act_type, read, is_needed=act_type.names_version):
            return self.perform(subject, data, at=at)

    def _done(self, act_type: ActType, subject: Any, data: FormBody, *, at: datetime) -> HttpResponse:
        """Perform the act, once for each form that was drawn, and go on."""

        def entered() -> Answer:
            act = self._perform(act_type, subject, data, at=at)
            uploads.drop(self.kept_files)
            address = self.object_url(subject, act)
            return Answer(status=HTTPStatus.SEE_OTHER, address=address, counts={"act": act.number})

        answer = self.once(entered)
        self.say_entered(act_type.label, answer.counts["act"])
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
        return [
            {"at": act.at, "title": label_on(act.action, subject), "state": act.state, "number": act.number}
            for act in reversed(since)
        ]

    def _back_to(self, form: ActFields, act_type: ActType, subject: Any) -> HttpResponse:
        """Show the form as it was sent, and as it was drawn."""
        form.refuse({})
        return self._answer(act_type, subject, form, drawn=self.drawn)

    def _form(self, act_type: ActType, subject: Any, at: datetime, **given: FormBody) -> ActFields:
        fields = fields_of_form(act_type, actor=self.actor)
        form = fields(context={"subject": subject, "actor": self.actor, "at": at}, **given)
        form.begin_with(form.version_before)
        form.begin_with(self.linked_in(form))
        self._ask_who_acts(form, act_type, subject, at)
        if AGAIN in self.request.POST:
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
            form.fields[ON_BEHALF[0]].among = lambda _subject, _at: [state.participant for state in able]
            speakers += able
        roles = next((found for one in speakers if (found := several(act_type, one, subject))), None)
        if roles:
            form.fields[CAPACITY] = capacity_field(roles, required=speakers == [self.actor])

    def _require_right(self, act_type: ActType, subject: Any) -> None:
        """Raise NotYours for one who may not act here, in person or for a state."""
        if act_type.role_of(self.actor, subject) is None and not represents_states(self.actor, act_type):
            raise NotYours(act_type.why_not_yours(self.actor, subject), rule=act_type.rule)

    def _missing(self, act_type: ActType, subject: Any, at: datetime) -> Any:
        """Return what stands in the way now; for an officer, what does so for every state."""
        if act_type.role_of(self.actor, subject) is not None:
            return act_type.missing(subject, self.actor, at)
        if next(states_able(act_type, subject=subject, actor=self.actor, at=at), None):
            return None
        stage = act_type.stage_missing(subject)
        return stage or why_no_state(act_type, subject=subject, actor=self.actor, at=at)

    def _check(self, act_type: ActType, subject: Any, form: ActFields, *, at: datetime) -> HttpResponse:
        """Show what will be entered and ask once more; raise what would stand in its way.

        The act is rehearsed, so that nothing can be wrong with it that the next step would find.
        """
        with rehearsed():
            self._perform(act_type, subject, form.initial_data, at=at)
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
        if form and self.request.FILES:
            files += uploads.keep(form, self.request.FILES, account=self.actor.account, at=clock.now())
        if note:
            note = replace(note, files=set(note.files) - {file.name for file in files})
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
