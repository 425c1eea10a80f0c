"""One list of acts for every kind of object: page and API offer the same, and say alike why not the rest."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from lxml import html

from cbms.models import Expert
from deadlines.waiting import waiting_for
from exchange.enums import SubmissionStage
from exchange.models import Call, Compilation, Submission
from implementation.models import ActionPlan, Activity, Report, Review
from meetings.models import Meeting
from members.actor import Actor
from members.models import Account, Participant
from proposals.enums import Stage
from proposals.models import Decision, Proposal
from records import clock
from records.door import Rows
from records.models import Act
from records.openings import acts_for
from tests.cica.test_act_forms import is_act
from tests.cica.test_sent_forms import REPORT, made, plan_body, review
from tests.factories.exchange import call_for_information, compiled, submission_at, together, views_of
from tests.factories.meetings import convene, later
from tests.factories.members import administrator, browser, chair, delegate, secretariat, viewer
from tests.factories.proposals import activity_of, expert_of, proposal_at, silence_at
from tests.rooms import OFFICIAL

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Shown:
    """How one of a kind is made, and where it is shown: the names of its page and of its endpoint."""

    make: Callable[[], Model]
    page: str
    api: str = ""


def compilation() -> Compilation:
    views_of("KG")
    return compiled()


def account() -> Account:
    delegate("KZ")
    return Account.objects.get(participant="KZ")


KINDS: dict[type[Model], Shown] = {
    Participant: Shown(lambda: Participant.objects.get(pk="TM"), "participant", "api-participant"),
    Account: Shown(account, "account"),
    Expert: Shown(lambda: expert_of("KZ"), "expert", "api-expert"),
    Submission: Shown(together, "submission", "api-submission"),
    Call: Shown(call_for_information, "call", "api-call"),
    Compilation: Shown(compilation, "compilation", "api-compilation"),
    Proposal: Shown(lambda: proposal_at(Stage.CIRCULATION), "proposal", "api-proposal"),
    Meeting: Shown(lambda: convene(**later(9)), "meeting", "api-meeting"),
    Activity: Shown(lambda: activity_of("KZ"), "activity", "api-activity"),
    ActionPlan: Shown(lambda: made(ActionPlan, **plan_body()), "action-plan", "api-action-plan"),
    Report: Shown(lambda: made(Report, **REPORT), "report", "api-report"),
    Review: Shown(review, "review-list", "api-review"),
}
"""Accounts are no resource of the API: who may log in is changed by a person, on a page."""
ELSEWHERE = {Decision: "its page is of a room below the one whose act it is; a deadline leads to the form"}


AWAITING = (
    Stage.INTEREST, Stage.CONSULTATION, Stage.DRAFTING, Stage.EDITORIAL, Stage.CIRCULATION,
    Stage.WORKING_GROUP, Stage.SENIOR_OFFICIALS, Stage.APPROVED,
)  # fmt: skip


def kinds_of_subjects() -> dict[type[Model], Rows]:
    """Return whatever acts are taken on, as the rooms declare it beside the door."""
    rooms = [import_module(f"{room}.actions") for room in OFFICIAL if find_spec(f"{room}.actions")]
    held = [value for room in rooms for value in vars(room).values()]
    held += [one for value in held if isinstance(value, dict) for one in value.values()]
    return {rows.model: rows for rows in held if isinstance(rows, Rows)}


def readers() -> list[tuple[Actor, Client]]:
    who = [secretariat(), chair(), delegate("KZ"), delegate("KG"), viewer("KZ"), administrator()]
    return [*((actor, browser(actor)) for actor in who), (Actor.nobody(), Client())]


def test_every_kind_that_acts_are_taken_on_is_looked_at():
    assert set(kinds_of_subjects()) == {*KINDS, *ELSEWHERE}


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model._meta.model_name)
def test_page_and_api_offer_the_same_acts_by_the_same_rule_and_refuse_the_rest_for_the_same_reason(model):
    rows, where, row = kinds_of_subjects()[model], KINDS[model], KINDS[model].make()
    key = getattr(row, rows.key)
    page_at = reverse(where.page, args=() if model is Review else [key])
    offered = refused = 0

    for actor, client in readers():
        visible = model.objects.visible_to(actor).filter(pk=row.pk).first()
        page = client.get(page_at)
        if visible is None:
            assert page.status_code in (302, 403, 404) or model is Review
            continue
        stand = acts_for(rows, rows.know(visible, actor, {}), actor=actor, at=clock.now())
        shown = html.fromstring(page.content.decode())
        open_acts = {act.name: act.label for act in stand if act.is_open}
        assert buttons(shown) == open_acts, actor.username
        assert reasons(shown) == [(act.label, act.reason) for act in stand if not act.is_open], actor.username
        if where.api:
            api = reverse(where.api, args=[key])
            said = client.get(api).json()["available_actions"]
            assert [(act["name"], act["label"], act["rule"], act["on_behalf_of"]) for act in said] == [
                (act.name, act.label, act.rule, act.for_a_state) for act in stand if act.is_open
            ]
            refused += sum(is_refused_alike(client, api, act) for act in stand if not act.is_open)
        offered += len(open_acts)
    assert offered, "nobody may do anything: make one on which there is something to do"
    assert refused or not where.api or model is Activity


def buttons(page: Any) -> dict[str, str]:
    """Return the acts that a page has a button for, `{the last part of its address: label}`."""
    links = page.xpath('//*[contains(concat(" ", @class, " "), " act ")]//a')
    return {
        link.get("href").rstrip("/").rpartition("/")[2]: link.text
        for link in links
        if is_act(link.get("href"))
    }


def reasons(page: Any) -> list[tuple[str, str]]:
    """Return what a page says of acts that are not open, `(label, reason)`, without the rule in brackets."""
    named = page.xpath('//details[@class="why"]/dl/dt')
    return [(name.text_content(), (name.getnext().text or "").strip()) for name in named]


def is_refused_alike(client: Client, api: str, act: Any) -> bool:
    """See that the API refuses an act for the reason that stands in the list; False where an empty body is
    refused before that, or a state has to be named.
    """
    answer = client.post(f"{api}actions/{act.name}/?dry_run=true", json.dumps({}), "application/json")
    assert answer.status_code in (400, 403, 409, 428), (act.name, answer.content)
    if answer.status_code in (400, 428) or act.for_a_state:
        return False
    problem = answer.json()
    assert (problem["detail"], problem["rule"]) == (act.reason, act.rule), act.name
    return True


def test_what_waits_for_somebody_is_open_to_it():
    """The inbox leads to forms; the list of acts decides whether one opens."""
    for place, stage in enumerate(AWAITING, 2):
        proposal_at(stage, measure=f"ECO-{place}")
    silence_at(Stage.WORKING_GROUP, measure="ENV-2")
    submission_at(SubmissionStage.AWAITING_AUTHORS)
    call_for_information()
    activity_of("KZ", year=clock.now().year)
    led, shut = 0, []

    for actor in (chair(), secretariat(), *map(delegate, ("KZ", "KG", "TJ", "UZ"))):
        client = browser(actor)
        for line in waiting_for(actor, at=clock.now()):
            if is_act(line.url):
                led += 1
                shut += [(actor.username, line.url)] if client.get(line.url).status_code != 200 else []
    assert shut == []
    assert led > 20


def test_who_only_reads_is_told_nothing_of_what_it_cannot_do():
    proposal = proposal_at(Stage.CIRCULATION)
    page = html.fromstring(browser(viewer("KZ")).get(proposal.get_absolute_url()).content.decode())

    assert (buttons(page), reasons(page)) == ({}, [])


def test_why_an_officer_can_enter_an_act_for_nobody_is_what_the_states_miss():
    """The list said whose act it is; the form, what stands in the way. Both say the latter."""
    expert, officer = expert_of("KZ"), secretariat()
    rows = kinds_of_subjects()[Expert]
    stand = {act.name: act for act in acts_for(rows, expert, actor=officer, at=clock.now())}

    assert all(act.reason for act in stand.values() if not act.is_open)
    for name in (name for name, act in stand.items() if not act.is_open):
        form = browser(officer).get(reverse("expert-act", args=[expert.public_id, name]))
        assert html.fromstring(form.content.decode()).text_content().count(stand[name].reason) > 0
    assert Act.objects.filter(action="end-expert").count() == 0
