"""Bases of all pages: who reads, what the address may say, how a refusal looks.

Others build on them: `web.list_pages`, `web.form_pages`, `web.act_pages`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from records import security
from records.citations import sentence_of
from records.refusals import Invalid, NotVisible, NotYours, Refusal
from web import held, races
from web.as_of import day_asked_for
from web.idempotency import KeyReusedForAnother
from web.parameters import KnowsParameters
from web.requests import actor_of
from web.sent import SentForms
from web.statuses import status_of

if TYPE_CHECKING:
    from members.actor import Actor


class PageMixin(KnowsParameters, SentForms, View):
    """A page read by `self.actor`, in the time zone in force. What a view refuses becomes a page of its own.

    What is not visible is not found (404). What is somebody else's says whose and by which rule (403), but
    sends a reader who has not logged in to the log-in page first. What the address asks for and the page does
    not know is ignored, and said (`ignored`); a past day is refused where no history is read.
    """

    request: HttpRequest
    parameters: Collection[str] = (held.NAME,)
    is_filled_by_address = False
    """Whether the address may fill in the fields of the page's form."""

    @property
    def actor(self) -> Actor:
        """In whose name the page is read."""
        return actor_of(self.request)

    @cached_property
    def as_of(self) -> date:
        """The day of `?as_of=`, today in UTC when none is asked for."""
        return day_asked_for(self.request.GET.get("as_of", ""), today=timezone.now().date())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
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
            if not self.actor.account:
                security.say_unless_said(security.LineKind.ACCESS_REFUSED, reason="not-logged-in")
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
        answer = self.page("web/refusal.html", context, status=status)
        if refusal.retry_after:
            answer["Retry-After"] = str(refusal.retry_after)
        return answer

    def page(
        self, template: str, context: Mapping[str, Any], *, status: HTTPStatus = HTTPStatus.OK
    ) -> HttpResponse:
        """Render a template with what the view knows; `form_tokens()` begins each of its forms.

        `ignored` are the parameters that the page does not know; where it has filters they are said there.
        """
        known = {"form_tokens": self.tokens, "ignored": self._said_as_ignored(context), **context}
        return render(self.request, template, known, status=status)

    def _said_as_ignored(self, context: Mapping[str, Any]) -> list[str]:
        if context.get("controls"):
            return []
        if not self.is_filled_by_address:
            return self.ignored()
        # Without its form, a page cannot know which fields the address would have filled in.
        form = context.get("form")
        return self.ignored(*form.fields) if form else []

    def ignored(self, *fields: str) -> list[str]:
        """Return what the address asks for and the page does not know; `fields` may be filled in by it."""
        return sorted(self.request.GET.keys() - self.known_parameters() - set(fields))

    def _refuse_past_day(self) -> None:
        if "as_of" in self.request.GET.keys() - self.known_parameters():
            sentence = _(
                "This page shows what stands now. As of a past day one can read the members, the"
                " catalogue, offers and the list of coordinators."
            )
            raise Invalid({"as_of": [sentence]})


class ObjectPage(PageMixin, View, ABC):
    """One object. The template gets what `context` returns."""

    model: type[Any]
    """Has `objects.visible_to(actor)`."""
    template_name: str

    def find(self, visible: Any, *args: Any, **lookup: Any) -> Any:
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
