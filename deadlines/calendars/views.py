"""The pages of calendars: the files, the personal feeds, and where an account keeps its secret addresses."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.generic import View
from rest_framework.serializers import Serializer

from deadlines.calendars.addresses import MOST, make_address, revoke_address, subscriber_at
from deadlines.calendars.answers import answer_calendar, answer_own_calendar, own_calendar
from deadlines.calendars.events import events_for
from deadlines.calendars.ics import MEDIA_TYPE, written
from deadlines.calendars.kinds import listed_calendars
from deadlines.forms import FeedAddressFields
from deadlines.models import FeedAddress
from records import clock
from records.addresses import address_of, secret_address
from records.refusals import NotYours
from web.feeds import absolute, answered, webcal
from web.form_pages import FormPage
from web.pages import ObjectPage, PageMixin

NEVER_KEPT = "private, no-store"
OF_A_SECRET = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
"""What keeps an address that is itself a secret from being told on."""


class Calendars(PageMixin, View):
    """Which calendars and feeds there are, and how to subscribe to one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self.page("deadlines/calendars.html", {"calendars": listed_calendars(self.actor)})


class CalendarFile(PageMixin, View):
    """The calendar of a body, a measure, a participant or a meeting, within what the reader may see."""

    parameters = ("language",)

    def get(self, request: HttpRequest, kind: str, key: str) -> HttpResponse:
        """Hand it out."""
        return answer_calendar(request, kind=kind, key=key, actor=self.actor, at=clock.now())


class OwnCalendarFile(PageMixin, View):
    """The reader's own calendar, whole, for whoever has logged in."""

    parameters = ("language",)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Hand it out."""
        return answer_own_calendar(request, actor=self.actor, at=clock.now())


class PersonalFeed(View):
    """The own calendar of whoever's secret address it is, with little in it: the address may leak.

    It asks nothing of the request but its path. Who reads, and what that reader may see, is found anew each
    time; a wrong secret, a revoked one and an account that is no longer active all answer 404.
    """

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        """Answer in the language of the account."""
        at = clock.now()
        subscriber = subscriber_at(secret, at=at)
        if subscriber is None:
            raise Http404
        with override(subscriber.language):
            calendar = own_calendar()
            events = events_for(subscriber.actor, scope=calendar.scope, at=at)
            content = written([event.minimal() for event in events], name=f"CICA: {calendar.name}")
            return answered(request, content, media_type=MEDIA_TYPE, cache=NEVER_KEPT, headers=OF_A_SECRET)


class FeedAddresses(FormPage):
    """The account's secret addresses. A new one is shown in the answer to its form, and never again."""

    fields = FeedAddressFields
    template_name = "deadlines/feed_address_list.html"

    def check(self) -> None:
        """Ask whoever has not logged in to do so."""
        if not self.actor.account:
            raise NotYours(_("Log in to see your own calendar."))

    def carry_out(self, body: Mapping[str, Any]) -> HttpResponse:
        """Make one, and show it this once."""
        made, secret = make_address(actor=self.actor, name=body["name"], at=clock.now())
        path = secret_address("personal-feed", secret)
        fresh = {"name": made.name, "address": absolute(path), "webcal": webcal(path)}
        return self.answer(FeedAddressFields(), status=HTTPStatus.CREATED, fresh=fresh)

    def beside(self) -> dict[str, Any]:
        """List the account's addresses."""
        own = FeedAddress.objects.visible_to(self.actor).order_by("-created_at", "pk")
        return {"addresses": own[:MOST], "fresh": None}

    def answer(self, form: Serializer, *, status: HTTPStatus = HTTPStatus.OK, **shown: Any) -> HttpResponse:
        """Let nobody keep the page: it may show a secret."""
        response = super().answer(form, status=status, **shown)
        response["Cache-Control"] = NEVER_KEPT
        return response


class FeedAddressDetail(ObjectPage):
    """One of the account's addresses, from which it is revoked; anybody else's is not found."""

    model = FeedAddress
    template_name = "deadlines/feed_address_detail.html"

    def context(self, found: FeedAddress) -> dict[str, Any]:
        """Show its name and when it was used."""
        return {"address": found}

    def post(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Revoke it."""
        return self.answered_once(lambda: self._revoke(lookup["pk"]))

    def _revoke(self, key: Any) -> HttpResponse:
        revoke_address(actor=self.actor, key=key)
        messages.success(self.request, _("The address was revoked. It opens nothing from now on."))
        return HttpResponseRedirect(address_of("feed-addresses"), status=HTTPStatus.SEE_OTHER)
