"""Pages with a form that is no act of the register, such as a webhook or a choice of mail."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View
from rest_framework import serializers

from records.canonical import sha256
from records.refusals import Invalid, NotNow, Stale
from web.forms import form_data, strays
from web.in_words import said_in_words
from web.pages import PageMixin
from web.sent import Note
from web.untyped import UNTYPED


class FormPage(PageMixin, View, ABC):
    """A form that is no act of the procedure. A subclass says which fields, and what is done with them:

        class Profile(FormPage):
            fields = ProfileFields
            template_name = "members/profile_form.html"

            def carry_out(self, body):
                actions.update_profile(actor=self.actor, **body)
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
        if errors := strays(form, self.request.POST, self.request.FILES, besides=UNTYPED):
            refusal = Invalid({}, sentence=" ".join(errors))
            return self.answer(form, status=HTTPStatus.BAD_REQUEST, refusal=refusal)
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
