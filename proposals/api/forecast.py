"""The forecast of a proposal as JSON: its endpoint, and its shape for OpenAPI."""

from typing import Any

from rest_framework import serializers

from proposals.assumptions import ASSUMPTIONS
from proposals.citations import rule_of
from proposals.enums import Body, Leg, Office, Route, Way
from proposals.forecast import Forecast, Prospect, Session, Step
from proposals.models import Proposal
from proposals.outlook import outlook
from records import clock
from web.api.views import DetailView

Json = dict[str, Any]


class LegShape(serializers.Serializer):
    """A part of the way; `days` is by how many days it moves all that follows: they add up to the whole."""

    leg = serializers.ChoiceField(Leg.choices)
    label = serializers.CharField()  # type: ignore[assignment]  # a member's name, not the option
    body = serializers.ChoiceField(Body.choices, allow_null=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    days = serializers.IntegerField()
    rule = serializers.CharField()
    is_assumed = serializers.BooleanField(help_text="Its length is one of the `assumptions`.")
    overdue_since = serializers.DateField(allow_null=True)


class AnnouncedSessionShape(serializers.Serializer):
    """An announced session that the caller may see."""

    title = serializers.CharField()
    url = serializers.CharField()
    starts_on = serializers.DateField()
    last_on = serializers.DateField()


class MissedSessionShape(AnnouncedSessionShape):
    """A session that comes too early; the paper would have to be circulated by `by`."""

    days = serializers.IntegerField()
    by = serializers.DateField()


class ProspectShape(serializers.Serializer):
    """When a body can take the proposal; `on` is null where that is not known."""

    on = serializers.DateField(allow_null=True)
    way = serializers.ChoiceField(Way.choices, allow_null=True)
    session = AnnouncedSessionShape(allow_null=True)
    session_on = serializers.DateField(allow_null=True)
    silence_on = serializers.DateField(allow_null=True)
    missed = MissedSessionShape(many=True)
    has_announced = serializers.BooleanField(help_text="Whether a session of the body is announced.")


class AssumptionShape(serializers.Serializer):
    """How long a part takes where nothing recorded says it: ours, and no rule of CICA."""

    leg = serializers.ChoiceField(Leg.choices)
    days = serializers.IntegerField()
    office = serializers.ChoiceField(
        Office.choices, allow_null=True, help_text="Whose working days they are; null: days of the calendar."
    )
    because = serializers.CharField()


class ForecastShape(serializers.Serializer):
    """The forecast of an open proposal; of one that has ended `is_open` is false and all else empty."""

    proposal = serializers.CharField()
    is_open = serializers.BooleanField()
    as_of = serializers.DateField()
    swg = ProspectShape(allow_null=True, help_text="Null where the Working Group has agreed.")
    soc = ProspectShape(allow_null=True)
    steps = LegShape(many=True)
    critical = LegShape(allow_null=True, help_text="The part that delays it most.")
    assumptions = AssumptionShape(many=True)


class ProposalForecast(DetailView):
    """The earliest days on which SWG and SOC can take a proposal, and what delays it most."""

    model = Proposal
    serializer_class = ForecastShape

    def represent(self, found: Proposal) -> Json:
        """Return the forecast as of today, in UTC."""
        at = clock.now()
        forecast = outlook(found, actor=self.actor, at=at)
        head = {"proposal": found.reference, "is_open": forecast is not None, "as_of": at.date()}
        return head | (forecast_body(forecast) if forecast else NONE)


NONE: Json = {"swg": None, "soc": None, "steps": [], "critical": None, "assumptions": []}


def forecast_body(forecast: Forecast) -> Json:
    """Return a forecast as JSON."""
    return {
        "swg": _prospect(forecast.swg) if forecast.swg else None,
        "soc": _prospect(forecast.soc),
        "steps": [_step(step, forecast.route) for step in forecast.steps],
        "critical": _step(forecast.critical, forecast.route) if forecast.critical else None,
        "assumptions": [
            {
                "leg": leg,
                "days": ASSUMPTIONS[leg].days,
                "office": ASSUMPTIONS[leg].office,
                "because": str(ASSUMPTIONS[leg].because),
            }
            for leg in forecast.assumed
        ],
    }


def _step(step: Step, route: Route) -> Json:
    columns = ("leg", "body", "starts_on", "ends_on", "days", "is_assumed", "overdue_since")
    rule = rule_of(step.leg, route=route, body=step.body)
    return {name: getattr(step, name) for name in columns} | {"label": str(step.leg.label), "rule": rule}


def _prospect(prospect: Prospect) -> Json:
    columns = ("on", "way", "session_on", "silence_on", "has_announced")
    return {
        **{name: getattr(prospect, name) for name in columns},
        "session": _session(prospect.session) if prospect.session else None,
        "missed": [
            _session(entry.session) | {"days": entry.days, "by": entry.by} for entry in prospect.missed
        ],
    }


def _session(session: Session) -> Json:
    return {name: getattr(session, name) for name in ("title", "url", "starts_on", "last_on")}
