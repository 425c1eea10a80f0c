"""The first page says who takes part today, and leads on."""

import pytest
from django.test import Client

from proposals.enums import Stage
from proposals.models import Decision
from tests.factories.members import AccountFactory
from tests.factories.proposals import begin, proposal_at
from tests.pages import facts_of, found, language_of, texts

pytestmark = pytest.mark.django_db


def test_the_first_page_counts_the_participants_of_today(client):
    facts = facts_of(client.get("/"))

    assert facts["Member states"] == "28"
    assert facts["Observer states"] == "10"
    assert facts["Observer organisations"] == "5"


def test_the_first_page_asks_the_database_seven_times(client, django_assert_num_queries):
    """Session, account, clock, Chairmanship, participants, proposals, decisions: none grows."""
    client.force_login(AccountFactory(participant_id="UZ"))

    with django_assert_num_queries(7):
        client.get("/")


def test_a_member_sees_the_latest_proposals_and_decisions(client):
    running, decided = proposal_at(Stage.INTEREST), proposal_at(Stage.APPROVED, measure="ENV-3")
    client.force_login(AccountFactory(participant_id="UZ"))

    page = client.get("/").content.decode()

    assert f'href="/proposals/{running.reference}/"' in page
    assert f'href="/proposals/{decided.reference}/"' not in page
    assert f'href="/decisions/{Decision.objects.get().number}/"' in page


def test_a_proposal_without_a_measure_is_named_by_its_title(client):
    amendment = begin("C")
    client.force_login(AccountFactory(participant_id="UZ"))

    [line] = [line for line in texts(client.get("/"), "li") if amendment.reference in line]
    assert line.startswith(f"{amendment.reference} Catalogue ")


def test_the_public_sees_no_proposal_and_no_decision_that_is_not_published(client):
    proposal_at(Stage.INTEREST)
    proposal_at(Stage.APPROVED, measure="ENV-3")

    page = client.get("/").content.decode()

    assert "Latest proposals" not in page
    assert "Latest decisions" not in page


def test_a_delegate_reads_for_which_state_the_page_is(client):
    client.force_login(AccountFactory(participant_id="KZ"))

    page = client.get("/").content.decode()

    assert "You act for Kazakhstan" in page
    assert "(Member state)" in page
    assert 'href="/inbox/"' in page


def test_the_public_is_offered_to_log_in_and_no_inbox(client):
    page = client.get("/").content.decode()

    assert 'href="/accounts/login/?next=/"' in page
    assert 'href="/inbox/"' not in page


def test_the_language_is_changed_where_the_reader_is(client):
    answer = client.post("/i18n/setlang/", {"language": "ru", "next": "/"}, follow=True)

    assert answer.redirect_chain == [("/", 302)]
    assert language_of(answer) == "ru"


def test_an_expired_form_says_that_nothing_was_recorded():
    answer = Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "ru"})

    assert answer.status_code == 403
    assert "Nothing was recorded" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/inactive/"]
)
def test_the_log_in_pages_are_ours(client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert found(answer, "header", class_="masthead")
