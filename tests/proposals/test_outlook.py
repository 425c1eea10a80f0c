"""What a forecast rests on, as it is gathered for a reader; its page and its endpoint."""

from datetime import timedelta

import pytest

from members.actor import Actor
from papers.models import Paragraph
from proposals.enums import OPEN_STAGES, Action, Leg, Stage
from proposals.models import Proposal
from proposals.outlook import WITH_OUTLOOK, outlook
from records import clock
from tests.factories.meetings import convene, later, on_meeting
from tests.factories.members import browser, chair, delegate, secretariat
from tests.factories.proposals import (
    COORDINATOR,
    act,
    circulate,
    consider,
    proposal_at,
    silence_at,
    submit,
)
from tests.pages import words

pytestmark = pytest.mark.django_db

BOTH = [{"heading": True, "en": "Review", "ru": "Обзор"}, {"en": "Every two years.", "ru": "Раз в два года."}]


def outlook_of(proposal, reader=None):
    return outlook(Proposal.objects.get(pk=proposal.pk), actor=reader or delegate("UZ"), at=clock.now())


def lacks(proposal):
    return WITH_OUTLOOK.ask(proposal.pk)[0].needs_translation


def page_of(proposal, reader):
    return browser(reader).get(f"/proposals/{proposal.reference}/")


def forecast_from(proposal, reader):
    return browser(reader).get(f"/api/v1/proposals/{proposal.reference}/forecast/")


@pytest.mark.parametrize(
    "stage", [stage for stage in OPEN_STAGES if stage not in (Stage.VIEWS, Stage.EXPERTS)]
)
def test_every_open_stage_has_a_forecast_on_its_page_and_in_the_api(stage):
    proposal = proposal_at(stage)

    assert 'id="forecast"' in page_of(proposal, delegate("UZ")).content.decode()
    body = forecast_from(proposal, delegate("UZ")).json()
    assert (body["proposal"], body["is_open"], body["soc"] is not None) == (proposal.reference, True, True)


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.DECLINED, Stage.WITHDRAWN])
def test_what_has_ended_has_none(stage):
    proposal = proposal_at(stage)

    assert 'id="forecast"' not in page_of(proposal, delegate("UZ")).content.decode()
    body = forecast_from(proposal, delegate("UZ")).json()
    assert (body["is_open"], body["swg"], body["soc"], body["steps"]) == (False, None, None, [])


@pytest.mark.parametrize("reader", [Actor.nobody, lambda: delegate("JP")])
def test_who_does_not_see_the_proposal_does_not_see_its_forecast(reader):
    assert forecast_from(proposal_at(Stage.CIRCULATION), reader()).status_code in (401, 404)


def test_announced_sessions_come_from_the_room_of_meetings():
    proposal = proposal_at(Stage.AGREED)
    early, late = (convene(title=f"In {days} days", **later(days)) for days in (2, 40))
    on_meeting(convene(title="Not held", **later(35)), "cancel-meeting", reason="Floods.")

    soc = outlook_of(proposal).soc

    assert [missed.session.title for missed in soc.missed] == [early.title]
    assert (soc.session.title, soc.session_on) == (late.title, late.starts_on)
    assert f"At a session: {late.starts_on:%-d %B %Y}. {late.title}" in words(
        page_of(proposal, delegate("UZ"))
    )


def test_a_proposal_on_an_agenda_is_taken_at_that_session():
    proposal = proposal_at(Stage.AGREED)
    soon = convene(title="Soon", **later(2))
    assert outlook_of(proposal).soc.session is None

    on_meeting(soon, "add-item", chair(), proposal=proposal.reference)

    soc = outlook_of(proposal).soc
    assert (soc.session.title, soc.session.has_it, soc.session.url) == (
        "Soon",
        True,
        f"/meetings/{soon.reference}/",
    )


def test_sessions_that_a_reader_may_not_see_are_not_reckoned_with():
    proposal = proposal_at(Stage.AGREED)
    convene(title="For members", **later(20))

    assert outlook_of(proposal, delegate("UZ")).soc.has_announced is True
    assert outlook_of(proposal, delegate("JP")).soc.has_announced is False


def test_a_text_needs_translation_while_a_working_language_is_missing_or_stale():
    proposal = proposal_at(Stage.DRAFTING)
    assert lacks(proposal) is False
    submit(proposal, BOTH)
    circulate(proposal)
    assert lacks(proposal) is False

    identities = [
        str(row.identity)
        for row in Paragraph.objects.filter(version__paper__proposal=proposal).order_by("position")
    ]
    kept = [{**line, "id": identity} for line, identity in zip(BOTH, identities, strict=True)]
    for second, is_wanting in (
        ({**kept[1], "en": "Every three years."}, True),
        ({**kept[1], "en": "Every three years.", "ru": "Раз в три года."}, False),
        ({**kept[1], "en": "Every three years.", "ru": ""}, True),
    ):
        act(Action.REVISE, proposal, delegate(COORDINATOR), reason="To take comments in.")
        submit(proposal, [kept[0], second])
        circulate(proposal)
        assert lacks(proposal) is is_wanting


def test_a_draft_is_not_reckoned_with_for_it_is_not_everyones_to_read():
    proposal = proposal_at(Stage.DRAFTING)
    submit(proposal, BOTH)

    readers = (delegate(COORDINATOR), secretariat(), delegate("UZ"))

    assert all(
        Leg.TRANSLATION in [step.leg for step in outlook_of(proposal, reader).steps] for reader in readers
    )
    assert len({outlook_of(proposal, reader).soc.on for reader in readers}) == 1


def test_a_running_silence_and_its_deadline_are_the_forecast():
    proposal = silence_at(Stage.WORKING_GROUP, days=5)

    assert outlook_of(proposal).swg.on == clock.now().date() + timedelta(days=5)


def test_the_page_says_what_delays_it_most_and_what_it_rests_on():
    proposal = proposal_at(Stage.CIRCULATION)

    shown = words(page_of(proposal, delegate("UZ")))

    assert "What delays it most: Comment period , 30 of " in shown
    assert "No session is announced." in shown
    assert "Silence procedure: 14 days (the length of the silence procedures of CICA that are known)" in shown


def test_the_api_says_the_same_as_the_page():
    proposal = proposal_at(Stage.CIRCULATION)

    body = forecast_from(proposal, delegate("UZ")).json()

    found = outlook_of(proposal)
    assert body["swg"]["on"] == found.swg.on.isoformat()
    assert body["critical"]["leg"] == Leg.COMMENTS
    assert [step["leg"] for step in body["steps"]] == [step.leg for step in found.steps]
    assert [assumed["leg"] for assumed in body["assumptions"]] == found.assumed
    assert (body["assumptions"][0]["days"], body["assumptions"][0]["office"]) == (5, "secretariat")


def test_a_forecast_costs_two_queries_whatever_is_announced(django_assert_num_queries):
    proposal, reader = proposal_at(Stage.AGREED), delegate("UZ")
    outlook_of(proposal)
    found, at = Proposal.objects.get(pk=proposal.pk), clock.now()
    with django_assert_num_queries(2):
        outlook(found, actor=reader, at=at)
    for days in (20, 30, 40):
        convene(**later(days))
    consider(proposal, Action.OPEN_SOC)

    with django_assert_num_queries(2):
        outlook(found, actor=reader, at=at)
