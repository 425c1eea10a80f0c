"""This room's part of the demonstration: experts, the routes that are no coordinator proposal, what follows
approval.

Every line is an act of the procedure by a demonstration account. The new edition comes into force next year,
so that the one of 2007 is still the one proposals are opened under.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model

from cbms.actions import new_expert
from cbms.models import Expert
from cbms.transitions import DESIGNATE_EXPERT
from implementation import actions
from implementation.models import ActionPlan, Activity, Report, Review
from proposals.actions import PROPOSALS, open_proposal
from proposals.demonstration.cast import CHAIR, SECRETARIAT, Cast
from proposals.demonstration.story import EARLY, noon_in
from proposals.dossier import member_codes
from proposals.enums import Action, Mode
from proposals.models import Decision, Proposal
from records import clock
from records.door import take

EXPERTS = (
    ("KG", "NCT-4", "B. Demonstration, prosecutor", 300),
    ("UZ", "NCT-4", "N. Demonstration, judge", 40),
    ("IR", "ENV-3", "S. Demonstration, seismologist", 500),
    ("TH", "ECO-4", "P. Demonstration, tourism planner", 200),
)
"""State, measure, who, and how many days the term has left; one ends soon and asks to be renewed."""

ACTIVITIES = (
    ("AZ", "ECO-2", "Seminar on the digital exchange of transit documents", "hybrid", "Baku", 170),
    ("IR", "ENV-3", "Table-top exercise on a cross-border earthquake", "in_person", "Tehran", 210),
    ("TJ", "ECO-4", "Meeting of tourism organisations on mountain routes", "in_person", "Dushanbe", 260),
    ("UZ", "HUM-1", "Conference on dialogue among cultures", "hybrid", "Samarkand", 300),
)
"""State, measure, title, format, place, and in how many days."""


def load() -> bool:
    """Load it once; return whether there was anything to do. The proposals' part is loaded before."""
    with transaction.atomic():
        if Activity.objects.exists():
            return False
        cast = Cast()
        _designate_experts(cast)
        _exchange_views(cast)
        _plan_the_year(cast)
        _amend(cast)
        _report_and_review(cast)
        return True


def _day(days: int) -> str:
    return (clock.now().date() + timedelta(days=days)).isoformat()


def _open(cast: Cast, part: str, **body: Any) -> str:
    proposal = open_proposal(route=body.pop("route"), actor=cast[part], data=body).subject.proposal
    Proposal.objects.filter(pk=proposal.pk).update(is_demonstration=True)
    return proposal.reference


def _act(cast: Cast, part: str, reference: str, action: str, **body: Any) -> None:
    take(action, PROPOSALS.at(reference), actor=cast[part], data=body)


def _enter(cast: Cast, part: str, model: type[Model], data: dict[str, Any]) -> Any:
    """Make a row by its act; return it."""
    making = actions.ENTERED_BY[model].name
    return take(making, actions.new(model), actor=cast[part], data=data).subject


def _designate_experts(cast: Cast) -> None:
    for state, measure, who, days in EXPERTS:
        name, _comma, post = who.partition(", ")
        body = {
            "name": name, "post": post, "measures": [measure], "valid_from": _day(0), "valid_to": _day(days),
            "agreed_on": _day(0), "email": f"expert.{state.lower()}@example.org",
        }  # fmt: skip
        take(DESIGNATE_EXPERT.name, new_expert(), actor=cast[state], data=body)


def _exchange_views(cast: Cast) -> None:
    """Route B: one exchange of views waits for its experts, another has its working paper being drafted."""
    waiting = _open(
        cast, "IN", route="B", measure="NCT-1",
        statement="India proposes to compare how the States prevent the financing of terrorism.",
    )  # fmt: skip
    _act(cast, SECRETARIAT, waiting, Action.CALL_EXPERTS, designate_by=noon_in(20), message="")
    drafting = _open(
        cast, "UZ", route="B", measure="NCT-4",
        statement="Uzbekistan proposes to exchange experience on requests for legal assistance.",
    )  # fmt: skip
    _act(cast, CHAIR, drafting, Action.CALL_EXPERTS, designate_by=noon_in(10), message="")
    experts = Expert.objects.filter(measures__code="NCT-4").values_list("public_id", flat=True)
    _act(
        cast, CHAIR, drafting, Action.CHARGE_EXPERTS,
        experts=[str(expert) for expert in experts], draft_due=_day(50), message="",
    )  # fmt: skip
    _open(
        cast, "CN", route="B", measure="NCT-3", statement="China proposes to exchange views on cyber crime."
    )


def _tail(cast: Cast, reference: str) -> Decision:
    """Take a proposal from the editorial check to the Committee's approval, at meetings."""
    _act(cast, SECRETARIAT, reference, Action.CIRCULATE, comments_until=noon_in(14), message="")
    meeting = {"mode": Mode.MEETING, "waiver_reason": EARLY}
    present = member_codes(clock.now().date())[:24]
    _act(cast, CHAIR, reference, Action.OPEN_SWG, **meeting)
    _act(cast, CHAIR, reference, Action.CONCLUDE_SWG, outcome="agreed", present=present)
    _act(cast, CHAIR, reference, Action.OPEN_SOC, **meeting)
    _act(cast, CHAIR, reference, Action.CONCLUDE_SOC, outcome="approved", present=present)
    return Decision.objects.get(proposal__reference=reference)


def _plan_the_year(cast: Cast) -> None:
    """Route D: four states' activities become next year's plan, which the Committee approves."""
    year = clock.now().year + 1
    for state, measure, title, form, place, days in ACTIVITIES:
        first = max(clock.now().date() + timedelta(days=days), date(year, 1, 10))
        body = {
            "measure": measure, "year": year, "title": title, "format": form, "place": place,
            "starts_on": first.isoformat(), "ends_on": (first + timedelta(days=1)).isoformat(),
        }  # fmt: skip
        _enter(cast, state, Activity, body)
    _tail(cast, _open(cast, SECRETARIAT, route="D", year=year))


def _amend(cast: Cast) -> None:
    """Route C: a military-political area is added and one measure split, in force from the middle of next
    year.
    """
    year = clock.now().year + 1
    reference = _open(
        cast, "KZ", route="C", edition_title=f"Catalogue of confidence building measures, {year}",
        statement="Kazakhstan proposes to take up the military-political dimension.",
    )  # fmt: skip
    changes = [
        {
            "kind": "add_area", "area": "MIL",
            "en": "Military-political dimension", "ru": "Военно-политическое измерение",
        },
        {"kind": "add", "area": "MIL", "en": "Inviting observers from Member States to military exercises."},
        {
            "kind": "split", "measure": "ENV-3",
            "into": [
                "Developing guidelines for cooperation in disaster management.",
                "Developing early warning systems.",
            ],
        },
    ]  # fmt: skip
    paragraphs = [
        {"heading": True, "en": "Reasons", "ru": "Обоснование", "fr": "Motifs"},
        {"en": "The Catalogue has a military-political dimension; the list of 2007 has not."},
        {"heading": True, "en": "Changes", "ru": "Изменения", "fr": "Modifications"},
        {"en": "The changes to the edition in force are set out with this paper."},
    ]
    _act(
        cast, "KZ", reference, Action.SUBMIT_PAPER, title=f"Amendment of the catalogue, {year}",
        paragraphs=paragraphs, changes=changes, in_force_on=f"{year}-07-01",
    )  # fmt: skip
    _tail(cast, reference)


def _report_and_review(cast: Cast) -> None:
    """What follows approval: an initiative held, a report, the year's review, a day of renewal."""
    year = clock.now().year
    body = {
        "kind": "initiative", "measure": "HUM-4", "year": year, "title": "Exchange of students of hydrology",
        "format": "in_person", "partners": ["UZ"], "place": "Bishkek",
    }  # fmt: skip
    held = _enter(cast, "KG", Activity, body)
    report = {
        "starts_on": _day(-60), "ends_on": _day(-50), "participation": ["KG", "UZ"],
        "outcome": "Twelve students measured the same river from both banks.",
    }  # fmt: skip
    for name, data in (("report-held", report), ("publish-activity", {})):
        take(name, actions.SUBJECTS[Activity].at(held.reference), actor=cast["KG"], data=data)
    of_the_year = {
        "measure": "ECO-2", "year": year,
        "text": "The concept paper was approved this year. A first seminar is in the plan for the next.",
    }  # fmt: skip
    _enter(cast, "AZ", Report, of_the_year)
    _enter(cast, CHAIR, Review, {"year": year, "area": "ENV"})
    corridors = Decision.objects.filter(measure__code="ECO-2").earliest("adopted_at")
    _plan_as_coordinator(cast, corridors)
    body = {"review_by": _day(75)}
    decision = actions.SUBJECTS[Decision].at(corridors.number)
    take("set-review-by", decision, actor=cast[SECRETARIAT], data=body)


def _plan_as_coordinator(cast: Cast, decision: Decision) -> None:
    """Azerbaijan plans how the concept paper that it coordinated is carried out, and amends the plan once."""
    content = {
        "title": "Transit corridors: the first two years", "starts_on": _day(0), "ends_on": _day(730),
        "text": "A seminar on the digital exchange of transit documents, then a survey of border posts.",
    }  # fmt: skip
    data = {**content, "measure": "ECO-2", "decision": decision.number}
    plan = _enter(cast, "AZ", ActionPlan, data)
    amended = content | {
        "text": f"{content['text']} A joint list of contact points closes the second year.",
        "reason": "Partners asked for contact points.",
    }
    subject = actions.SUBJECTS[ActionPlan].at(plan.reference)
    take("amend-action-plan", subject, actor=cast["AZ"], data=amended)
