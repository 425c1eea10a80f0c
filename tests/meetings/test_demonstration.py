"""The demonstration's meetings: convened by their acts, with an agenda of what is ready, once."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest

from meetings import demonstration
from meetings.models import AgendaItem, Meeting, Task
from members.actor import Actor
from members.demonstration import make_demonstration_accounts
from members.models import Account
from proposals.enums import Stage as ProposalStage
from proposals.models import Proposal
from records import clock, register
from records.models import Act
from tests.factories.members import browser
from tests.factories.proposals import proposal_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(settings):
    settings.DEMO = True
    make_demonstration_accounts(on=clock.now().date())
    proposal = proposal_at(ProposalStage.AGREED)
    Proposal.objects.update(is_demonstration=True)
    proposal_at(ProposalStage.AGREED, measure="ECO-4")  # the record's own, which stays out of it
    return proposal


def test_the_committee_meets_in_december_and_japan_hosts_experts(ready):
    assert demonstration.load() == 3

    session = Meeting.objects.get(kind="soc", is_demonstration=True)
    experts = Meeting.objects.get(kind="expert", stage="planned", is_demonstration=True)
    assert session.starts_on.month == 12
    assert session.starts_on > clock.now().date()
    agenda = AgendaItem.objects.filter(meeting=session)
    assert [item.proposal for item in agenda.exclude(proposal=None)] == [ready]
    assert agenda.count() == 4
    assert (experts.host_id, experts.place) == ("JP", "Kobe")
    assert experts.starts_on.strftime("%A") == "Tuesday"
    assert Task.objects.get(meeting=experts, key="venue").state == "done"
    assert [row.file.name for row in experts.documents.all()] == ["note-for-participants.txt"]
    assert register.verify().broken_at is None


def test_experts_have_met_and_reported(ready):
    demonstration.load()

    met = Meeting.objects.get(stage="held", is_demonstration=True)

    assert met.starts_at < met.ended_at
    assert met.starts_on.strftime("%A") == "Tuesday"
    assert set(met.attendance.values_list("participant", flat=True)) == {"KG", "KZ", "TJ", "UZ"}
    assert all(met.items.values_list("conclusion", flat=True))
    assert met.conclusions
    page = browser(Actor.of(Account.objects.with_standing().get(username="delegate.uz")))
    assert met.conclusions in page.get(met.get_absolute_url()).content.decode()


def test_the_public_is_told_of_the_experts_in_its_calendars_and_of_nothing_restricted(ready):
    demonstration.load()
    anybody = browser(Actor.nobody())
    experts = Meeting.objects.get(kind="expert", stage="planned", is_demonstration=True)

    for address in ("/calendars/measures/NCT-1.ics", "/calendars/participants/JP.ics", "/register/feed.atom"):
        assert experts.reference in anybody.get(address).content.decode(), address
    agenda = anybody.get(f"/api/v1/meetings/{experts.reference}/").json()["agenda"]
    assert [(item["position"], item["proposal"]) for item in agenda] == [(1, None), (2, None)]
    assert anybody.get(f"/meetings/{experts.reference}/").status_code == HTTPStatus.OK
    session = Meeting.objects.get(kind="soc", is_demonstration=True)
    assert anybody.get(f"/meetings/{session.reference}/").status_code == HTTPStatus.NOT_FOUND


def test_it_is_loaded_once(ready):
    demonstration.load()
    acts = Act.objects.count()

    assert demonstration.load() == 3
    assert Act.objects.count() == acts


def test_a_december_that_is_over_waits_for_the_next():
    assert demonstration.next_session_day(after=date(2026, 12, 14)) == date(2026, 12, 15)
    assert demonstration.next_session_day(after=date(2026, 12, 15)) == date(2027, 12, 21)


@pytest.mark.parametrize("day", [date(2027, 2, 7) + timedelta(days=days) for days in range(7)])
def test_nobody_meets_in_kobe_on_a_sunday(day):
    met = demonstration.tuesday_from(day)

    assert met.strftime("%A") == "Tuesday"
    assert timedelta(0) <= met - day < timedelta(days=7)
