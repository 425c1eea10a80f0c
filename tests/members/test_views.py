"""The pages of participants, the forms of the secretariat's acts, and the account's own page."""

import pytest
from django.urls import reverse

from members.enums import Post
from members.models import Account, Chairmanship, Participant
from records.models import Act
from tests.factories.members import AccountFactory, AliasFactory, ParticipantFactory, PeriodFactory
from tests.pages import chosen, found, language_of, links, words

pytestmark = pytest.mark.django_db

LIST = "/members/"
NEPAL = {
    "code": "NP",
    "kind": "state",
    "status": "observer",
    "name_en": "Nepal",
    "name_ru": "Непал",
    "name_fr": "Népal",
    "effective_on": "2026-10-20",
    "decision": "Seventh Summit, Baku, 20 October 2026",
}


def codes(page, group):
    """Return the codes that the page lists in one group, in its order."""
    return [code for section in found(page, "section", id=group) for code in links(section, "/members/", "/")]


@pytest.fixture
def officer(client):
    client.force_login(AccountFactory(post=Post.SECRETARIAT))
    return client


def test_the_list_of_2007_is_that_of_the_document(client):
    page = client.get(f"{LIST}?as_of=2007-10-04")

    assert codes(page, "member-state") == [
        "AF", "AZ", "CN", "EG", "IN", "IR", "IL", "KZ", "KG",
        "MN", "PK", "PS", "KR", "RU", "TJ", "TH", "TR", "UZ",
    ]  # fmt: skip
    assert codes(page, "observer-state") == ["ID", "JP", "MY", "UA", "US", "VN"]
    assert codes(page, "observer-organisation") == ["LAS", "OSCE", "UN"]


def test_the_list_says_who_chairs_and_who_heads_the_secretariat_under_which_title(client):
    before, after = client.get(f"{LIST}?as_of=2022-10-12"), client.get(f"{LIST}?as_of=2024-12-17")
    assert "Executive Director Kairat Sarybay" in words(before)
    assert "Secretary General Kairat Sarybay" in words(after)
    assert "Chair Kazakhstan" in words(before)
    assert "Chair Azerbaijan" in words(after)


def test_of_who_headed_the_secretariat_in_2007_the_bounds_are_shown(client):
    page = words(client.get(f"{LIST}?as_of=2007-10-04"))
    shown = "Dulat Bakishev ( Kazakhstan ) (between 17 June 2006 and 8 June 2010; the days are not known)"
    assert f"Executive Director {shown}" in page


def test_the_deputies_of_a_day_are_shown(client):
    page = words(client.get(f"{LIST}?as_of=2025-07-31"))
    assert "Deputies Farid Damirli ( Azerbaijan ), Deputy Secretary General" in page
    assert "Deputies" not in words(client.get(f"{LIST}?as_of=2007-10-04"))


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (
            "1999-09-14",
            "Afghanistan Member (first day not known: between 14 September 1999 and 8 November 2001)",
        ),
        ("2007-03-14", "Australia Observer (last day not known: between 21 June 2006 and 4 October 2007)"),
    ],
)
def test_who_perhaps_took_part_on_a_day_is_listed_apart(client, day, shown):
    page = words(client.get(f"{LIST}?as_of={day}"))
    assert shown in page.partition("Perhaps also")[2]


def test_nobody_is_perhaps_a_participant_on_the_day_of_the_document(client):
    assert "Perhaps also" not in words(client.get(f"{LIST}?as_of=2007-10-04"))


@pytest.mark.parametrize(
    ("words", "code"),
    [("Turkey", "TR"), ("Turkiye", "TR"), ("Russie", "RU"), ("Vietnam", "VN"), ("ОАЭ", "AE")],
)
def test_a_participant_is_found_by_another_name(client, words, code):
    page = client.get(LIST, {"search": words})
    assert codes(page, "member-state") == [code]


def test_a_name_that_cica_does_not_write_is_found_and_not_shown(client):
    assert codes(client.get(LIST, {"search": "Palestinian Territories"}), "member-state") == ["PS"]
    page = words(client.get("/members/PS/"))
    assert "State of Palestine" in page
    assert "Territories" not in page


def test_the_list_is_filtered_by_status_and_kind(client):
    page = client.get(f"{LIST}?status=observer&kind=organisation")
    assert codes(page, "observer-organisation") == ["IOM", "LAS", "OSCE", "TURKPA", "UN"]
    assert codes(page, "member-state") == []


def test_each_page_of_a_day_names_a_state_as_it_was_called(client):
    for path in ("/members/", "/members/TR/", "/offers/", "/coordinators/"):
        page = client.get(f"{path}?as_of=2021-12-31").content.decode()
        heading = page.partition("<main")[2]
        assert "Turkey" in heading or path == "/coordinators/", path
        assert "Türkiye" not in heading or path == "/members/TR/", path
    assert "Türkiye" in words(client.get("/members/"))
    assert "Former names" in words(client.get("/members/TR/"))


def test_a_search_without_result_says_so(client):
    assert "Nobody by that name" in words(client.get(f"{LIST}?search=Atlantis"))


@pytest.mark.parametrize("query", ["as_of=4.10.2007", "as_of=2007-02-30", "status=guest"])
def test_a_filter_that_is_none_is_refused(client, query):
    assert client.get(f"{LIST}?{query}").status_code == 400


def test_the_names_are_in_the_readers_language(client):
    page = client.get(LIST, headers={"accept-language": "fr"})
    assert "République de Corée" in words(page)


@pytest.mark.parametrize("query", ["search=Kazakhstan", "status=member", ""])
def test_the_list_takes_four_queries_whatever_it_shows(client, django_assert_num_queries, query):
    with django_assert_num_queries(4):
        client.get(f"{LIST}?{query}")


def test_a_participants_page_shows_unknown_days_as_unknown(client):
    shown = words(client.get("/members/AF/"))
    assert "by 8 November 2001" in shown
    assert "first day not known: between 14 September 1999 and 8 November 2001" in shown


@pytest.mark.parametrize(("code", "first"), [("KH", "2011"), ("QA", "May 2014"), ("JO", "25 August 2008")])
def test_a_first_day_is_shown_as_precisely_as_its_source_gives_it(client, code, first):
    assert f"Member {first} " in words(client.get(f"/members/{code}/"))


def test_a_participants_page_shows_names_periods_terms_offers_and_coordinations(client):
    shown = words(client.get("/members/TR/"))
    for part in ("Türkiye", "Турция", "Turquie", "Turkey", "Nouveaux défis et nouvelles menaces"):
        assert part in shown
    assert "8 June 2010 21 May 2014" in shown
    assert "New Challenges and Threats (General)" in shown


def test_an_organisation_is_named_as_one(client):
    assert "Observer organisation" in words(client.get("/members/OSCE/"))


def test_the_status_is_that_of_the_day(client):
    assert "Observer state as of 1 January 2005" in words(client.get("/members/KR/?as_of=2005-01-01"))
    assert "takes no part as of 1 January 1999" in words(client.get("/members/KR/?as_of=1999-01-01"))


def test_an_unknown_code_is_not_found(client):
    assert client.get("/members/ZZ/").status_code == 404


def test_a_participants_page_takes_as_many_queries_with_many_rows_as_with_one(
    client, django_assert_max_num_queries
):
    little, much = ParticipantFactory(), ParticipantFactory()
    PeriodFactory(participant=little, valid_from="2020-01-01", valid_to="2021-01-01")
    AliasFactory(participant=little)
    for year in (2020, 2021, 2022, 2023):
        PeriodFactory(participant=much, valid_from=f"{year}-01-01", valid_to=f"{year + 1}-01-01")
        AliasFactory(participant=much)
    counts = []
    for participant in (little, much):
        with django_assert_max_num_queries(30) as queries:
            client.get(f"/members/{participant.code}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_acts_are_offered_to_the_secretariat_alone(client, officer):
    form = reverse("participant-act", args=["JP", "change-status"])
    assert form in officer.get("/members/JP/").content.decode()
    client.force_login(AccountFactory(participant_id="AZ", is_chairs_office=True))
    assert form not in client.get("/members/JP/").content.decode()
    assert "“Change the status” is for the secretariat" in words(client.get("/members/JP/"))


def test_an_act_that_cannot_be_done_now_says_why(officer):
    assert "The Chairmanship was handed over to it already." in words(officer.get("/members/AZ/"))


def test_an_admission_leads_to_the_new_page_and_into_the_register(officer):
    answer = officer.post("/members/admit/", NEPAL | {"step": "confirm"})

    assert (answer.status_code, answer.url) == (303, "/members/NP/")
    page = words(officer.get(answer.url))
    assert "Nepal" in page
    assert "(No. 1)" in page
    assert "Seventh Summit, Baku, 20 October 2026" in page


def test_a_form_that_lacks_something_keeps_what_was_typed(officer):
    answer = officer.post("/members/admit/", NEPAL | {"decision": ""})

    assert answer.status_code == 400
    assert 'value="Népal"' in answer.content.decode()
    assert not Participant.objects.filter(code="NP").exists()


def test_a_refused_handover_says_why_and_by_which_rule(officer):
    answer = officer.post(
        "/members/JP/hand-over-chairmanship/", {"effective_on": "2026-12-01", "decision": "None"}
    )
    assert answer.status_code == 409
    assert "It is not a member state on that day." in words(answer)
    assert "RoP 14.1.4" in words(answer)


def test_the_chairmanship_is_handed_over_on_the_page(officer):
    officer.post(
        "/members/TR/hand-over-chairmanship/",
        {"effective_on": "2026-12-01", "decision": "Ministerial Council, 19 March 2026", "step": "confirm"},
    )
    assert Chairmanship.objects.last_term().state_id == "TR"
    assert "Chair Türkiye" in words(officer.get(f"{LIST}?as_of=2026-12-01"))


def test_a_status_is_changed_on_the_page(officer):
    fields = {"status": "member", "effective_on": "2026-11-01", "decision": "Seventh Summit"}
    officer.post("/members/ID/change-status/", fields | {"step": "confirm"})
    assert codes(officer.get(f"{LIST}?as_of=2026-11-01&search=Indonesia"), "member-state") == ["ID"]


@pytest.mark.parametrize(
    "path", ["/members/admit/", "/members/ID/change-status/", "/members/TR/hand-over-chairmanship/"]
)
def test_the_forms_are_the_secretariats(client, path):
    assert client.get(path).url.startswith("/accounts/login/")
    client.force_login(AccountFactory(participant_id="KZ"))
    assert client.get(path).status_code == 403
    assert client.post(path, NEPAL).status_code == 403
    assert not Act.objects.exists()


def test_a_refused_act_shows_nothing_of_what_stands_beside_its_form(client):
    AccountFactory(participant_id="TR", username="office.of.tr", is_chairs_office=True)
    client.force_login(AccountFactory(participant_id="KZ"))

    refused = client.post(
        "/members/TR/hand-over-chairmanship/", {"since": "2027-01-01", "decision": "A word"}
    )

    page = refused.content.decode()
    assert refused.status_code == 403
    assert "A word" in page
    assert "office.of.tr" not in page


@pytest.mark.parametrize("path", ["/members/ZZ/change-status/", "/members/KZ/expel/"])
def test_a_form_of_nothing_is_not_found(officer, path):
    assert officer.get(path).status_code == 404


def test_the_profile_keeps_language_and_zone_and_speaks_the_language_at_once(client):
    account = AccountFactory(participant_id="AZ")
    client.force_login(account)

    answer = client.post("/accounts/profile/", {"language": "fr", "time_zone": "Asia/Tokyo"}, follow=True)

    account.refresh_from_db()
    assert (account.language, account.time_zone) == ("fr", "Asia/Tokyo")
    assert language_of(answer) == "fr"


@pytest.mark.parametrize(
    "fields", [{"language": "de", "time_zone": "UTC"}, {"language": "en", "time_zone": "Moon"}]
)
def test_the_profile_refuses_what_there_is_not(client, fields):
    client.force_login(AccountFactory(participant_id="AZ"))
    assert client.post("/accounts/profile/", fields).status_code == 400


def test_the_profile_shows_what_was_chosen(client):
    client.force_login(AccountFactory(participant_id="TR", language="fr", time_zone="Asia/Tokyo"))

    page = client.get("/accounts/profile/")

    assert chosen(page, "time_zone") == ["Asia/Tokyo"]
    assert chosen(page, "language") == ["fr"]


def test_the_profile_is_nobodys_without_log_in(client):
    assert client.get("/accounts/profile/").url.startswith("/accounts/login/")


def test_logging_in_speaks_the_accounts_language(client):
    account = AccountFactory(participant_id="KZ", language="ru")
    account.set_password("a long password of ours")
    account.save(update_fields=["password"])

    client.post(
        reverse("account_login"),
        {"login": account.username, "password": "a long password of ours", "next": LIST},
    )

    assert language_of(client.get(LIST)) == "ru"


def test_nobody_signs_up(client):
    client.post(reverse("account_signup"), {"username": "me", "password1": "a long password of ours"})
    assert not Account.objects.exists()
