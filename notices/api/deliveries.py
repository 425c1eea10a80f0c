"""Mail and deliveries in the API: who is told of what, who was, the caller's choice, the dead letters."""

from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from notices import actions, backlog
from notices.api import serializers as shapes
from notices.forms import MailFields, ReadFields, SendAgainFields
from notices.models import Delivery, MailPreference
from notices.operation import require_operator
from notices.querysets import DispatchQuerySet
from notices.rulebook import rules
from notices.service import told_of
from records import clock
from records.models import Act
from records.refusals import NotYours
from web.api.bodies import cleaned
from web.api.views import ActEndpoint, APIView, DetailView, ListView, answer, counted


class RulesView(APIView):
    """For every act, who is told of it: the table that the acts are carried out by."""

    @extend_schema(responses=shapes.RulesShape)
    def get(self, request: Request) -> HttpResponse:
        """Say for every act who is told of it."""
        return answer({"rooms": rules()})


class MailChoice(ActEndpoint):
    """When the caller wants mail; POST chooses, from the next act on."""

    @extend_schema(responses=shapes.MailShape)
    def get(self, request: Request) -> HttpResponse:
        """Say when the caller is sent mail."""
        self._require_account()
        chosen = MailPreference.objects.filter(account__public_id=self.actor.account).first()
        return self._answer(chosen or MailPreference())

    @extend_schema(request=MailFields, responses=shapes.MailShape)
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Choose when to be sent mail."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        self._require_account()
        if not self.actor.may_write and getattr(self.request, "auth", None):
            raise NotYours(_("This token reads only."))
        return self._answer(actions.choose_mail(actor=self.actor, **cleaned(MailFields, data)))

    def shown_at(self, **lookup: Any) -> str:
        """Return where the choice is read: where it is made."""
        return self.request.path

    def _require_account(self) -> None:
        """Refuse nobody. A viewer's account may: the choice is no act of a state."""
        if not self.actor.account:
            raise NotYours(_("Log in first: this act is not open to the public."))

    def _answer(self, preference: MailPreference) -> HttpResponse:
        return answer({"mode": preference.mode, "digest_hour": preference.digest_hour})


class ToldView(DetailView):
    """Who was told of an act, as far as the caller may know, and what became of the mail."""

    model = Act
    serializer_class = shapes.ToldShape

    def represent(self, found: Act) -> dict[str, Any]:
        return told_of(act=found.number, action=found.action, actor=self.actor)


class Undelivered(ListView):
    """The dead letters, newest first; for administrators."""

    refuses = (HTTPStatus.FORBIDDEN,)
    model = Delivery
    ordering = backlog.ORDERING
    serializer_class = shapes.UndeliveredShape

    def rows(self, visible: DispatchQuerySet) -> QuerySet:
        require_operator(self.actor)
        return backlog.listed(visible)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        return backlog.in_words(found)


class SendAgain(ActEndpoint):
    """Queues dead letters anew, under their own ids; for administrators."""

    @extend_schema(request=SendAgainFields, responses=shapes.QueuedShape)
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Send dead letters again: those named, or all of a channel."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        require_operator(self.actor, writes=True)
        chosen = cleaned(SendAgainFields, data)
        count = actions.send_again(
            actor=self.actor,
            keys=chosen["deliveries"],
            channel=chosen["channel"],
            at=self.received_at,
        )
        return counted(queued=count)


class InboxRead(ActEndpoint):
    """Marks notices as read by their addressee, those named or all; for those who act for it."""

    @extend_schema(request=ReadFields, responses=shapes.MarkedShape)
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Mark notices as read: those named, or all."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        chosen = cleaned(ReadFields, data)
        acts = chosen["acts"] or None
        return counted(read=actions.mark_read(actor=self.actor, acts=acts, at=self.received_at))


class BacklogView(APIView):
    """How far delivery is behind; for administrators."""

    refuses = (HTTPStatus.FORBIDDEN,)

    @extend_schema(responses=shapes.BacklogShape)
    def get(self, request: Request) -> HttpResponse:
        """Answer how much waits, and for how long."""
        require_operator(self.actor)
        return answer(asdict(backlog.backlog(at=clock.now())))
