"""The API of participants, terms, the caller and the caller's tokens: load, ask, call one action, answer."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from members import actions
from members.actor import Actor
from members.api import serializers
from members.fields import AdmitFields
from members.filters import ChairmanshipFilter, HeadFilter, ParticipantFilter
from members.models import Alias, Chairmanship, FormerName, HeadOfSecretariat, Participant, Period, Token
from members.passing import passing_over
from members.querysets import ParticipantQuerySet, TermQuerySet
from members.tokens import tokens_of
from members.transitions import ADMIT, HAND_OVER
from members.undone import undone_entries
from records import clock
from records.addresses import address_of
from records.door import Subject, take
from records.openings import acts_for
from records.refusals import Invalid, NotYours
from web.api.available import open_acts
from web.api.bodies import cleaned
from web.api.described import body_of
from web.api.views import (
    ActEndpoint,
    APIView,
    AsOfMixin,
    DetailView,
    ListView,
    SubjectDetail,
    TakesAct,
    answer,
    read_by,
)

LANGUAGES = ("en", "ru", "fr")
AS_OF = OpenApiParameter("as_of", str, description="The day on which the record is read: `2007-10-04`.")

PERIOD = {
    "status": "status", "from": "starts_on", "from_precision": "starts_precision",
    "from_earliest": "starts_earliest", "from_latest": "starts_latest", "to": "ends_on",
    "to_precision": "ends_precision", "to_earliest": "ends_earliest", "to_latest": "ends_latest",
    "as_of_from": "valid_from", "as_of_to": "valid_to",
    "decision": "decision", "end_decision": "end_decision", "sources": "sources",
    "confidence": "confidence", "note": "note",
}  # fmt: skip
ALIAS = {name: name for name in ("language", "name", "until", "source")}
DAYS = {
    "from": "starts_on", "from_earliest": "starts_earliest", "from_latest": "starts_latest",
    "as_of_from": "valid_from",
}  # fmt: skip
"""How the first day of a term is given, by column."""
TERM = (
    "id", "state", *DAYS.values(), "valid_to", "decision", "extensions", "sources", "confidence", "note",
)  # fmt: skip
IN_OFFICE = {
    **DAYS, "to_earliest": "ends_earliest", "to_latest": "ends_latest", "as_of_to": "valid_to",
}  # fmt: skip
HEAD = ("id", "name", "title", "is_deputy", "state", "sources", "confidence", "note")


def with_periods(participants: QuerySet) -> QuerySet:
    """Add each participant's periods as JSON, in the same query."""
    periods = Period.objects.filter(participant=OuterRef("pk")).order_by("valid_from")
    as_json = JSONObject(**{name: F(column) for name, column in PERIOD.items()})
    return participants.annotate(period_list=ArraySubquery(periods.values(json=as_json)))


def with_aliases(participants: QuerySet) -> QuerySet:
    """Add each participant's other names as JSON, in the same query."""
    aliases = Alias.objects.filter(participant=OuterRef("pk"), is_shown=True).order_by("language", "name")
    as_json = JSONObject(**{name: F(column) for name, column in ALIAS.items()})
    return participants.annotate(alias_list=ArraySubquery(aliases.values(json=as_json)))


FORMER = {
    "en": "name_en", "ru": "name_ru", "fr": "name_fr",
    "until": "valid_to", "until_precision": "ends_precision",
    "decision": "decision", "sources": "sources", "confidence": "confidence",
}  # fmt: skip


def with_former_names(participants: QuerySet) -> QuerySet:
    """Add each participant's former names as JSON, latest first, in the same query."""
    former = FormerName.objects.filter(participant=OuterRef("pk")).order_by("-valid_to")
    as_json = JSONObject(**{name: F(column) for name, column in FORMER.items()})
    return participants.annotate(former_list=ArraySubquery(former.values(json=as_json)))


def participant_row(participant: Any) -> dict[str, Any]:
    """Return the JSON of a participant that has its status and periods."""
    short = {language: getattr(participant, f"abbreviation_{language}") for language in LANGUAGES}
    return {
        "code": participant.code,
        "kind": participant.kind,
        "status": participant.status,
        "name": {language: getattr(participant, f"then_{language}") for language in LANGUAGES},
        "abbreviation": short if any(short.values()) else None,
        "periods": participant.period_list,
    }


@extend_schema(parameters=[AS_OF])
class ParticipantList(AsOfMixin, ActEndpoint, ListView):
    """Everyone who takes or took part, in English alphabetical order (RoP 1(7)); POST admits another."""

    model = Participant
    ordering = ("sort_name", "code")
    filterset_class = ParticipantFilter
    serializer_class = serializers.ParticipantRow
    is_searchable = True

    def rows(self, visible: ParticipantQuerySet) -> QuerySet:
        """List them with their status on the day and their periods."""
        return with_periods(visible.with_status_on(self.as_of).named_on(self.as_of)).values_list(named=True)

    def represent(self, found: Any) -> dict[str, Any]:
        """Return one row."""
        return participant_row(found)

    @extend_schema(
        request=body_of(AdmitFields, ADMIT), responses={201: serializers.ParticipantShape}, parameters=[]
    )
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Admit a participant."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Admit a participant; only the secretariat may."""
        code = take(ADMIT.name, actions.NEW_PARTICIPANT, actor=self.actor, data=data).act.object_key
        return read_by(ParticipantDetail, self.request).answered(
            status=HTTPStatus.CREATED, location=address_of("api-participant", code), code=code
        )


def whole(participants: ParticipantQuerySet, *, on: date) -> QuerySet:
    """Add status and names of a day, periods, other and former names, in the same query."""
    of_the_day = participants.with_status_on(on).named_on(on)
    return with_former_names(with_aliases(with_periods(of_the_day)))


def participant_shape(found: Any, actor: Actor) -> dict[str, Any]:
    """Return the JSON of one participant, whole."""
    return participant_row(found) | {
        "name_sources": found.name_sources,
        "former_names": found.former_list,
        "undone_entries": [asdict(entry) for entry in undone_entries(found.code, actor)],
        "aliases": found.alias_list,
        "available_actions": open_acts(acts_for(actions.PARTICIPANTS, found, actor=actor, at=clock.now())),
    }


@extend_schema(parameters=[AS_OF])
class ParticipantDetail(AsOfMixin, SubjectDetail):
    """One participant with its names, periods, and what the caller may do."""

    model = Participant
    serializer_class = serializers.ParticipantShape

    def find(self, visible: ParticipantQuerySet, **lookup: Any) -> Participant:
        """Find it with its status on the day, periods and other names."""
        return whole(visible, on=self.as_of).get(**lookup)

    def represent(self, found: Participant) -> dict[str, Any]:
        """Return it whole."""
        return participant_shape(found, self.actor)


class ParticipantAct(TakesAct):
    """An act of the secretariat on a participant: it changes, corrects or cancels an entry of it."""

    detail = ParticipantDetail

    def subject(self, **lookup: Any) -> Subject:
        """Return the participant by its code."""
        return actions.PARTICIPANTS.at(lookup["code"])


def term_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of a term."""
    kept = {name: row[name] for name in TERM if name not in {*DAYS.values(), "valid_to"}}
    return kept | {name: row[column] for name, column in DAYS.items()} | {"to": row["valid_to"]}


@extend_schema(parameters=[AS_OF])
class ChairmanshipList(AsOfMixin, ActEndpoint, ListView):
    """The terms as Chair in order of time; with `as_of`, the one of that day. POST hands over."""

    model = Chairmanship
    ordering = ("began", "pk")
    filterset_class = ChairmanshipFilter
    serializer_class = serializers.ChairmanshipShape

    def rows(self, visible: TermQuerySet) -> QuerySet:
        """List all terms, or the one in force on the day asked for."""
        terms = visible.on(self.as_of) if self.request.query_params.get("as_of") else visible
        return terms.in_order_of_time().values("pk", "began", *TERM)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return one row."""
        return term_row(found)

    @extend_schema(
        request=body_of(serializers.HandOverBody, HAND_OVER),
        responses={201: serializers.ChairmanshipShape},
        parameters=[],
    )
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Hand the Chairmanship over to `state`."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Hand over; only the secretariat may."""
        actor = self.actor
        if HAND_OVER.role_of(actor, None) is None:
            raise NotYours(HAND_OVER.why_not_yours(actor), rule=HAND_OVER.rule)
        body = {name: value for name, value in data.items() if name != "state"}
        taken = take(HAND_OVER.name, actions.PARTICIPANTS.at(_state_in(data)), actor=actor, data=body)
        term = Chairmanship.objects.filter(state=taken.act.object_key).values(*TERM).last_term()
        location = address_of("api-chairmanship", term["id"])
        return answer(term_row(term), status=HTTPStatus.CREATED, location=location)


def _state_in(data: Mapping[str, Any]) -> str:
    """Return the state that a body names; raise Invalid, naming the field."""
    state = data.get("state")
    is_a_code = isinstance(state, str) and state.isprintable()  # PostgreSQL would not even look for a NUL
    if not is_a_code or not Participant.objects.filter(code=state).exists():
        raise Invalid({"state": [_("Name the state that takes the Chairmanship by its code.")]})
    return str(state)


class ChairmanshipPassing(APIView):
    """What passes over with the Chairmanship if it is handed over now, as far as the caller may see it."""

    @extend_schema(responses=serializers.PassingOverShape)
    def get(self, request: Request) -> HttpResponse:
        """List it by what it is."""
        found = passing_over(self.actor, at=clock.now())
        return answer({"passing": [asdict(group) for group in found]})


class ChairmanshipDetail(DetailView):
    """One term as Chair."""

    model = Chairmanship
    serializer_class = serializers.ChairmanshipShape

    def find(self, visible: QuerySet, **lookup: Any) -> dict[str, Any]:
        """Find its row."""
        return visible.values(*TERM).get(**lookup)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return it."""
        return term_row(found)


@extend_schema(parameters=[AS_OF])
class HeadList(AsOfMixin, ListView):
    """Who headed the Secretariat, and their deputies, in order of time; with `as_of`, who did on that day.

    Where no day in office is sure, `as_of_from` is null and the bounds say within which days it was held.
    """

    model = HeadOfSecretariat
    ordering = ("began", "pk")
    filterset_class = HeadFilter
    is_searchable = True
    serializer_class = serializers.HeadOfSecretariatShape

    def rows(self, visible: TermQuerySet) -> QuerySet:
        """List all of them, or those of the day asked for."""
        heads = visible.on(self.as_of) if self.request.query_params.get("as_of") else visible
        return heads.in_order_of_time().values("pk", "began", *HEAD, *IN_OFFICE.values())

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return one row."""
        kept = {name: found[name] for name in HEAD}
        return kept | {name: found[column] for name, column in IN_OFFICE.items()}


class Me(APIView):
    """Who the caller is, for whom it acts, and in what capacities."""

    @extend_schema(responses=serializers.MeShape)
    def get(self, request: Request) -> HttpResponse:
        """Say who the caller is: for whom it acts, in what capacities, whether it may write."""
        actor = self.actor
        return answer(
            {
                "username": actor.username,
                "account": actor.account,
                "participant": actor.participant or None,
                "capacities": sorted(str(capacity) for capacity in actor.capacities),
                "is_head": actor.is_head,
                "may_write": actor.may_write,
                "language": actor.language,
            }
        )


def token_row(token: Token) -> dict[str, Any]:
    """Return the JSON of a token, without its key."""
    return {
        "key": token.token_key,
        "label": token.label,
        "read_only": token.read_only,
        "created_at": token.created,
        "expires_at": token.expiry,
    }


class TokenList(ActEndpoint, ListView):
    """The caller's own tokens, newest first; POST makes one and shows its key this once."""

    model = Token
    ordering = ("-created", "pk")
    serializer_class = serializers.TokenShape

    def visible(self) -> QuerySet:
        """Return the caller's own; the public has none."""
        if getattr(self, "swagger_fake_view", False):
            return Token.objects.none()
        return tokens_of(self.actor.account)

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them."""
        return visible

    def represent(self, found: Token) -> dict[str, Any]:
        """Return one row."""
        return token_row(found)

    @extend_schema(request=serializers.NewTokenFields, responses={201: serializers.NewToken})
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Make a token for what the caller itself may do."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Make the token."""
        actions.require_writer(self.actor)
        asked = cleaned(serializers.NewTokenFields, data)
        token, key = actions.make_token(
            actor=self.actor,
            label=asked["label"],
            read_only=asked["read_only"],
            lifetime=timedelta(days=asked["days"]),
        )
        return answer(
            token_row(token) | {"token": key},
            status=HTTPStatus.CREATED,
            location=address_of("api-token", token.token_key),
            shown_once=("token",),
        )


class TokenDetail(DetailView):
    """One of the caller's own tokens, without its key."""

    model = Token
    serializer_class = serializers.TokenShape

    def visible(self) -> QuerySet:
        """Return the caller's own; the public has none."""
        if getattr(self, "swagger_fake_view", False):
            return Token.objects.none()
        return tokens_of(self.actor.account)

    def find(self, visible: QuerySet, **lookup: Any) -> Token:
        """Find it by the part of its key that is shown."""
        return visible.get(token_key=lookup["key"])

    def represent(self, found: Token) -> dict[str, Any]:
        """Return it as the list does."""
        return token_row(found)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, key: str) -> HttpResponse:
        """Revoke it: from now on it opens nothing."""
        actions.revoke_token(actor=self.actor, key=key)
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
