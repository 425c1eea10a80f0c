"""The forecast as a proposal's page shows it: the words, and where each part lies on the timeline."""

from datetime import date
from typing import Any

from proposals.assumptions import ASSUMPTIONS
from proposals.citations import rule_of
from proposals.enums import Body, Leg, Office, Way
from proposals.forecast import Forecast, Prospect, Step

THINNEST = 6
"""Of 1000: what a part that takes no time is drawn with, so that it is seen."""


def forecast_in_words(forecast: Forecast | None) -> dict[str, Any] | None:
    """Return the forecast for the page; None where there is none."""
    if forecast is None:
        return None
    critical = forecast.critical
    return {
        "today": forecast.today,
        "ends_on": forecast.ends_on,
        "bodies": [_body(prospect) for prospect in (forecast.swg, forecast.soc) if prospect],
        "is_agreed": forecast.swg is None,
        "steps": [_step(step, forecast) | {"is_critical": step is critical} for step in forecast.steps],
        "critical": _step(critical, forecast) if critical and critical.days else None,
        "days": (forecast.ends_on - forecast.today).days,
        "assumptions": [assumption_in_words(leg) for leg in forecast.assumed],
    }


def _body(prospect: Prospect) -> dict[str, Any]:
    return {
        "name": Body(prospect.body).label,
        "row": prospect,
        "is_at_session": prospect.way == Way.SESSION,
        "is_by_silence": prospect.way == Way.SILENCE,
    }


def _step(step: Step, forecast: Forecast) -> dict[str, Any]:
    return {
        "row": step,
        "name": step.leg.label,
        "body": Body(step.body).label if step.body else "",
        "rule": rule_of(step.leg, route=forecast.route, body=step.body),
        "from": _thousandths(step.starts_on, forecast),
        "width": max(THINNEST, _thousandths(step.ends_on, forecast) - _thousandths(step.starts_on, forecast)),
    }


def _thousandths(day: date, forecast: Forecast) -> int:
    """Return where a day lies between today and the end of the forecast, of 1000."""
    whole = (forecast.ends_on - forecast.today).days or 1
    return min(1000 - THINNEST, round(1000 * (day - forecast.today).days / whole))


def assumption_in_words(leg: Leg) -> dict[str, Any]:
    """Return one of the assumptions: what takes how long, in whose working days, and why we think so."""
    assumed = ASSUMPTIONS[leg]
    return {
        "leg": leg.label,
        "days": assumed.days,
        "office": Office(assumed.office).label if assumed.office else "",
        "because": assumed.because,
    }
