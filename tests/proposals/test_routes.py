"""Routes B, C and D: how each begins, who drafts, and what its approval brings about."""

from datetime import date

import pytest

from cbms.models import Concordance, Edition, Expert, Measure
from papers.models import Version
from proposals import plans
from proposals.enums import Action, Mode, Stage
from proposals.models import Decision, Proposal
from records import clock, register
from records.models import Act
from records.refusals import Invalid, NotNow, NotVisible, NotYours
from tests.factories import taking
from tests.factories.members import browser, chair, delegate, secretariat
from tests.factories.proposals import (
    CHANGES,
    PARAGRAPHS,
    act,
    day,
    everybody,
    expert_of,
    in_days,
    opened,
    proposal_at,
)

pytestmark = pytest.mark.django_db


def through_the_tail(proposal):
    """Take a proposal from its editorial check to the Committee's approval, at meetings."""
    act(Action.CIRCULATE, proposal, secretariat(), comments_until=in_days(10))
    waiver = {"mode": Mode.MEETING, "waiver_reason": "The Chair waives what remains."}
    act(Action.OPEN_SWG, proposal, chair(), **waiver)
    act(Action.CONCLUDE_SWG, proposal, chair(), outcome="agreed", present=everybody())
    act(Action.OPEN_SOC, proposal, chair(), **waiver)
    act(Action.CONCLUDE_SOC, proposal, chair(), outcome="approved", present=everybody())
    proposal.refresh_from_db()
    return Decision.objects.get(proposal=proposal)


def symbol_of(proposal):
    return Version.objects.get(paper__proposal=proposal).symbol


@pytest.fixture
def activities(supplied):
    """Let a plan be compiled from two activities, as the room above would."""
    lines = (
        {"heading": True, "en": "Economic dimension", "ru": "", "fr": ""},
        {"heading": False, "en": "Azerbaijan: a seminar on corridors.", "ru": "", "fr": ""},
    )
    compiler = lambda year: ("Plan for 2027", lines) if year == 2027 else ("", ())  # noqa: E731
    supplied(plans.COMPILER.of(compiler))


def test_an_exchange_of_views_becomes_a_working_paper_and_a_decision():
    views = opened("B", delegate("UZ"), measure="NCT-4", statement="Let us compare extradition practice.")
    assert (views.stage, views.opened_by_id) == (Stage.VIEWS, "UZ")
    act(Action.CALL_EXPERTS, views, secretariat(), designate_by=in_days(20))
    expert = expert_of("KG")
    act(Action.CHARGE_EXPERTS, views, chair(), experts=[str(expert.public_id)], draft_due=day(60))

    act(Action.SUBMIT_PAPER, views, delegate("KG"), title="Working paper", paragraphs=list(PARAGRAPHS))
    decision = through_the_tail(views)

    assert (views.stage, decision.measure.code, decision.coordinators) == (Stage.APPROVED, "NCT-4", [])
    assert symbol_of(views).startswith("CICA/SWG/")
    assert "/WP." in symbol_of(views)
    rules = (
        Act.objects.about(kind="proposal", key=views.reference)
        .order_by("number")
        .values_list("rule", flat=True)
    )
    assert list(rules)[:3] == ["CA (b)1", "CA (b)3", "CA (b)4"]
    assert register.verify().broken_at is None


def test_drafting_belongs_to_the_states_of_the_responsible_experts():
    views = opened("B", delegate("UZ"), measure="NCT-4", statement="x")
    act(Action.CALL_EXPERTS, views, chair(), designate_by=in_days(20))
    expert = expert_of("KG")
    act(Action.CHARGE_EXPERTS, views, secretariat(), experts=[str(expert.public_id)], draft_due=day(60))
    paper = {"title": "Working paper", "paragraphs": list(PARAGRAPHS)}

    with pytest.raises(NotYours):
        act(Action.SUBMIT_PAPER, views, delegate("UZ"), **paper)
    act(Action.SUBMIT_PAPER, views, delegate("KG"), **paper)

    draft = Version.objects.get(paper__proposal=views)
    assert draft in Version.objects.visible_to(delegate("KG"))
    assert draft not in Version.objects.visible_to(delegate("UZ"))
    assert draft in Version.objects.visible_to(chair())


def test_only_experts_designated_for_the_measure_are_charged():
    views = opened("B", delegate("UZ"), measure="NCT-4", statement="x")
    act(Action.CALL_EXPERTS, views, chair(), designate_by=in_days(20))
    of_another_measure = expert_of("KG", measure="ECO-1")
    lapsed = expert_of("KG")
    Expert.objects.filter(pk=lapsed.pk).update(valid_from="2020-01-01", valid_to="2021-01-01")

    for expert in (of_another_measure, lapsed):
        with pytest.raises(NotNow) as refusal:
            act(Action.CHARGE_EXPERTS, views, chair(), experts=[str(expert.public_id)], draft_due=day(60))
        assert refusal.value.rule == "CA (b)3"


def test_an_act_of_another_route_is_not_open():
    views = opened("B", delegate("UZ"), measure="NCT-4", statement="x")

    with pytest.raises(NotNow) as refusal:
        act(Action.OPEN_CONSULTATION, views, chair(), answer_by=in_days(3))

    assert "not part of the route" in refusal.value.sentence


def test_one_exchange_of_views_a_measure_beside_a_coordinator_proposal():
    opened("B", delegate("UZ"), measure="NCT-4", statement="x")
    opened("A", delegate("UZ"), measure="NCT-4", offer="none")

    with pytest.raises(NotNow) as refusal:
        opened("B", delegate("KG"), measure="NCT-4", statement="x")

    assert "is open on this already" in refusal.value.sentence


def amend(**changes):
    amendment = opened("C", delegate("TR"), edition_title="Catalogue of 2027", statement="The times change.")
    body = {
        "title": "Amendment",
        "paragraphs": list(PARAGRAPHS),
        "changes": list(CHANGES),
        "in_force_on": day(90),
    }
    act(Action.SUBMIT_PAPER, amendment, delegate("TR"), **body | changes)
    return amendment


def test_an_approved_amendment_makes_an_edition_that_comes_into_force_on_its_day():
    running = opened("A", delegate("KG"), measure="ENV-3", offer="coordinator")
    amendment = amend()

    decision = through_the_tail(amendment)

    edition = Edition.objects.get(decision=decision.number)
    assert edition.in_force_from.isoformat() == day(90)
    assert Edition.objects.get(code="2007").in_force_to == edition.in_force_from
    assert "/AM." in symbol_of(amendment)
    split = Concordance.objects.filter(edition=edition, relation="split")
    assert sorted(split.values_list("before__code", "after__code")) == [
        ("ENV-3", "ENV-6"),
        ("ENV-3", "ENV-7"),
    ]
    running.refresh_from_db()
    assert (running.edition_id, running.measure.edition_id) == ("2007", "2007")


def test_a_running_proposal_is_joined_from_the_measure_that_continues_its_own(monkeypatch):
    running = opened("A", delegate("KG"), measure="HUM-2", offer="coordinator")
    through_the_tail(amend(in_force_on=day(0)))

    joined = opened("A", delegate("UZ"), measure="HUM-2", offer="none")

    assert joined.reference == running.reference


def test_an_amendment_without_right_changes_is_refused_by_name():
    amendment = opened("C", delegate("TR"), edition_title="Catalogue of 2027")
    paper = {"title": "Amendment", "paragraphs": list(PARAGRAPHS), "in_force_on": day(90)}

    for changes in (None, [{"kind": "retire", "measure": "ECO-99"}]):
        body = paper if changes is None else paper | {"changes": changes}
        with pytest.raises(Invalid) as refusal:
            act(Action.SUBMIT_PAPER, amendment, delegate("TR"), **body)
        assert set(refusal.value.errors) == {"changes"}


def test_a_concept_paper_changes_no_edition():
    views = opened("B", delegate("UZ"), measure="NCT-4", statement="x")
    act(Action.CALL_EXPERTS, views, chair(), designate_by=in_days(20))
    expert = expert_of("KG")
    act(Action.CHARGE_EXPERTS, views, chair(), experts=[str(expert.public_id)], draft_due=day(60))
    paper = {"title": "Working paper", "paragraphs": list(PARAGRAPHS), "changes": list(CHANGES)}

    with pytest.raises(Invalid) as refusal:
        act(Action.SUBMIT_PAPER, views, delegate("KG"), **paper)

    assert set(refusal.value.errors) == {"changes"}


def test_one_amendment_of_an_edition_at_a_time_and_its_proposer_may_withdraw_it():
    first = opened("C", delegate("TR"), edition_title="One")
    with pytest.raises(NotNow) as refusal:
        opened("C", delegate("IR"), edition_title="Two")
    assert refusal.value.rule == "CA review"

    act(Action.WITHDRAW, first, delegate("TR"), reason="Not now.")

    assert opened("C", delegate("IR"), edition_title="Two").stage == Stage.DRAFTING


def test_the_secretariat_compiles_the_years_plan_and_the_committee_approves_it(activities):
    plan = opened("D", secretariat(), year=2027)
    assert (plan.stage, plan.year) == (Stage.EDITORIAL, 2027)

    decision = through_the_tail(plan)

    assert (decision.measure, decision.title) == (None, "Plan for 2027")
    assert "/PL." in symbol_of(plan)
    act(Action.COMPLETE, plan, secretariat())
    with pytest.raises(NotNow):
        opened("D", secretariat(), year=2027)


def test_the_pages_of_a_plan_name_the_secretariat_as_its_submitter(activities):
    plan = opened("D", secretariat(), year=2027)
    address, client = plan.get_absolute_url(), browser(secretariat())

    for page in (client.get(address), client.get(f"{address}papers/1/")):
        assert page.status_code == 200
        assert "the secretariat" in page.content.decode()


def test_a_plan_without_activities_is_refused_and_takes_no_number(activities):
    with pytest.raises(Invalid) as refusal:
        opened("D", secretariat(), year=2031)
    assert set(refusal.value.errors) == {"year"}

    assert opened("D", secretariat(), year=2027).reference.endswith("-001")
    assert Proposal.objects.count() == 1


def test_a_returned_plan_is_compiled_anew_by_the_secretariat(activities):
    plan = opened("D", secretariat(), year=2027)
    act(Action.RETURN_TO_DRAFTERS, plan, secretariat(), reason="A state sends another activity.")

    act(Action.SUBMIT_PAPER, plan, secretariat(), title="Plan for 2027", paragraphs=list(PARAGRAPHS))

    plan.refresh_from_db()
    assert plan.stage == Stage.EDITORIAL


@pytest.mark.parametrize(
    ("route", "body"),
    [("B", {"measure": "NCT-4", "statement": "x"}), ("C", {"edition_title": "x"}), ("D", {"year": 2027})],
)
def test_the_routes_are_closed_to_observers_and_the_public(route, body, activities):
    for actor in (delegate("JP"), delegate("UN")):
        with pytest.raises(NotYours):
            opened(route, actor, **body)
    opened(route, secretariat() if route == "D" else delegate("UZ"), **body)
    with pytest.raises(NotVisible):
        taking.act_on_proposal(
            Action.WITHDRAW, reference=Proposal.objects.get().reference, actor=delegate("JP"), data={}
        )


def test_who_drafts_on_the_measure_reads_how_to_reach_its_experts():
    views = opened("B", delegate("UZ"), measure="NCT-4", statement="x")
    act(Action.CALL_EXPERTS, views, chair(), designate_by=in_days(20))
    of_kyrgyzstan, _of_uzbekistan = expert_of("KG"), expert_of("UZ")
    act(Action.CHARGE_EXPERTS, views, chair(), experts=[str(of_kyrgyzstan.public_id)], draft_due=day(60))

    for state, expected in (("KG", [True, True]), ("UZ", [False, True]), ("TJ", [False, False])):
        actor = delegate(state)
        seen = Expert.objects.visible_to(actor).with_contact_for(actor, on=clock.now().date())
        assert list(seen.order_by("state").values_list("shows_contact", flat=True)) == expected


def test_a_refusal_names_the_roles_of_the_proposals_own_route():
    amendment = opened("C", delegate("TR"), edition_title="One")

    with pytest.raises(NotYours) as refusal:
        act(Action.SUBMIT_PAPER, amendment, delegate("UZ"), title="x", paragraphs=list(PARAGRAPHS))

    assert refusal.value.sentence == "“Submit the amendment” is for the state that proposed it."


def test_a_code_that_no_measure_can_have_is_refused():
    assert browser(delegate("UZ")).get("/proposals/new/?route=A&measure=%00").status_code == 400


def test_the_next_amendment_is_of_the_edition_that_waits_for_its_day_and_takes_nothing_back():
    first = through_the_tail(amend(in_force_on=day(90)))
    waiting = Edition.objects.get(decision=first.number)

    amendment = opened("C", delegate("IR"), edition_title="Two")
    paper = {"title": "Amendment", "paragraphs": list(PARAGRAPHS)}
    retired = [{"kind": "retire", "measure": "ENV-6"}]  # which the first amendment made
    with pytest.raises(Invalid) as refusal:
        act(Action.SUBMIT_PAPER, amendment, delegate("IR"), **paper, changes=retired, in_force_on=day(89))
    act(Action.SUBMIT_PAPER, amendment, delegate("IR"), **paper, changes=retired, in_force_on=day(120))
    second = Edition.objects.get(decision=through_the_tail(amendment).number)

    assert amendment.edition_id == waiting.code
    assert set(refusal.value.errors) == {"in_force_on"}
    for on, codes in ((day(89), ["2007"]), (day(90), [waiting.code]), (day(120), [second.code])):
        assert [edition.code for edition in Edition.objects.in_force(date.fromisoformat(on))] == codes
    assert not Measure.objects.filter(edition=second, code="ENV-6").exists()
    assert Measure.objects.filter(edition=second, code="ENV-7").exists()


def test_the_page_amends_the_same_edition_as_the_api():
    through_the_tail(amend(in_force_on=day(90)))
    client = browser(delegate("IR"))

    assert client.get("/proposals/new/?route=C").status_code == 200
    typed = {"route": "C", "edition_title": "Two", "step": "confirm"}
    assert client.post("/proposals/new/", typed).status_code == 303

    assert Proposal.objects.get(route="C", stage=Stage.DRAFTING).edition.in_force_from.isoformat() == day(90)


def test_the_page_opens_on_the_measure_in_force_while_the_next_edition_waits():
    through_the_tail(amend(in_force_on=day(90)))
    client = browser(delegate("UZ"))

    assert client.get("/proposals/new/?route=A&measure=HUM-2").status_code == 200
    typed = {"route": "A", "measure": "HUM-2", "offer": "none", "step": "confirm"}
    posted = client.post("/proposals/new/", typed)

    assert posted.status_code == 303
    assert Proposal.objects.get(route="A").measure.edition_id == "2007"


def test_what_began_under_an_edition_is_found_under_the_next():
    running = opened("A", delegate("KG"), measure="HUM-2", offer="coordinator")
    adopted = proposal_at(Stage.APPROVED, measure="ECO-2")
    through_the_tail(amend(in_force_on=day(0)))
    client = browser(delegate("UZ"))

    assert f"/proposals/{running.reference}/" in client.get("/proposals/new/").content.decode()
    assert adopted.paper.base_symbol in client.get("/catalogue/ECO-2/").content.decode()
