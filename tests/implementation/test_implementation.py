"""After approval: activities, the plan compiled from them, reports, reviews, papers that are due."""

import html
import json
from datetime import timedelta

import pytest
from django.utils.text import slugify

from cbms.actions import enter_coordinators
from cbms.models import Measure
from deadlines.waiting import owed_by
from implementation import actions
from implementation.models import Activity, EarlierPaper, Renewal, Report, Review
from implementation.plan import compile_plan
from implementation.reference import DATA, PAPERS, load_papers, read_papers
from members.actor import Actor
from members.models import Account
from proposals.actions import open_proposal
from proposals.enums import Stage
from proposals.models import Decision
from records import clock, register
from records.refusals import Invalid, NotNow, NotVisible, NotYours
from tests.factories import taking
from tests.factories.members import administrator, chair, delegate, secretariat, viewer
from tests.factories.proposals import proposal_at

pytestmark = pytest.mark.django_db

CANARY = "kestrel-in-the-steppe"


def day(days):
    return (clock.now().date() + timedelta(days=days)).isoformat()


def plan(state="KG", **changes):
    data = {
        "measure": "ECO-2", "year": 2027, "title": f"Seminar {CANARY}", "format": "hybrid", "again": True,
        **changes,
    }  # fmt: skip
    return taking.enter(Activity, actor=delegate(state), data=data, at=clock.now())[0]


def on(row, name, actor, **data):
    key = getattr(row, actions.SUBJECTS[type(row)].key)
    return taking.act_on(type(row), key=key, name=name, actor=actor, data=data, at=clock.now())


def make_coordinator(state="KG", measure="ECO-2"):
    enter_coordinators(
        measure=Measure.objects.get(edition="2007", code=measure),
        coordinators=[(state, "coordinator")],
        decision="SOC-2026-900",
        on=clock.now().date() - timedelta(days=1),
    )


def report(state="KG", **changes):
    data = {"measure": "ECO-2", "year": 2026, "text": f"We held a seminar. {CANARY}", **changes}
    return taking.enter(Report, actor=delegate(state), data=data, at=clock.now())[0]


def test_activities_of_four_states_are_compiled_into_the_years_plan():
    for state, measure in (("KG", "ECO-2"), ("AZ", "ECO-2"), ("IR", "ENV-3"), ("KZ", "HUM-1")):
        plan(state, measure=measure, title=f"Seminar of {state}")
    plan("TJ", year=2028)
    plan("UZ", kind="initiative", partners=["KG"])

    proposal = open_proposal(route="D", actor=secretariat(), data={"year": 2027}).subject.proposal

    assert (proposal.stage, proposal.year) == (Stage.EDITORIAL, 2027)
    texts = list(
        proposal.paper.versions.get().paragraphs.order_by("position").values_list("is_heading", "text_en")
    )
    assert [text for is_heading, text in texts if is_heading] == [
        "Economic dimension", "Environmental dimension", "Human dimension",
    ]  # fmt: skip
    activities = [text.partition(" (")[0] for is_heading, text in texts if not is_heading]
    assert activities == [
        "ECO-2. Seminar of AZ", "ECO-2. Seminar of KG", "ENV-3. Seminar of IR", "HUM-1. Seminar of KZ",
    ]  # fmt: skip


def test_a_sentence_of_the_plan_says_who_when_where_and_how():
    plan(partners=["UZ"], starts_on="2027-05-04", ends_on="2027-05-05", place="Bishkek")

    _title, (_heading, line) = compile_plan(2027)

    assert line["en"].endswith("(Kyrgyzstan, Uzbekistan; 4 May 2027 to 5 May 2027, Bishkek; hybrid).")


def test_an_activity_is_numbered_and_entered_in_the_register():
    activity = plan()

    assert activity.reference == f"A-{clock.now().year}-001"
    assert register.verify().acts == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"measure": "ECO-99"}, "measure"),
        ({"year": 1999}, "year"),
        ({"format": "by post"}, "format"),
        ({"starts_on": "2027-05-04", "ends_on": "2027-05-03"}, "ends_on"),
        ({"ends_on": "2027-05-03"}, "ends_on"),
        ({"partners": ["XX"]}, "partners"),
        ({"host": "KG"}, "host"),
    ],
)
def test_a_wrong_activity_names_its_field(changes, field):
    with pytest.raises(Invalid) as refusal:
        plan(**changes)

    assert set(refusal.value.errors) == {field}


def test_an_initiative_is_of_at_least_two_states():
    with pytest.raises(NotNow) as refusal:
        plan(kind="initiative")

    assert refusal.value.rule == "CA modalities"
    assert plan(kind="initiative", partners=["UZ"]).partners == ["UZ"]


def test_an_activity_is_held_once_and_reported_by_its_own_state():
    activity = plan()
    held = {"starts_on": day(-2), "participation": ["KG", "JP"], "outcome": "A list of contacts."}

    with pytest.raises(NotYours):
        on(activity, "report-held", delegate("UZ"), **held)
    on(activity, "report-held", delegate("KG"), **held)
    with pytest.raises(NotNow):
        on(activity, "cancel-activity", delegate("KG"), reason="x")

    activity.refresh_from_db()
    assert (activity.stage, activity.participation) == ("held", ["KG", "JP"])


def test_what_has_not_come_yet_was_not_held():
    with pytest.raises(Invalid) as refusal:
        on(plan(), "report-held", delegate("KG"), starts_on=day(3), participation=["KG"], outcome="x")

    assert set(refusal.value.errors) == {"starts_on"}


@pytest.mark.parametrize("who", [administrator, secretariat, lambda: delegate("JP"), lambda: viewer("KG")])
def test_only_member_states_enter_activities(who):
    data = {"measure": "ECO-2", "year": 2027, "title": "x", "format": "online"}
    with pytest.raises(NotYours):
        taking.enter(Activity, actor=who(), data=data, at=clock.now())


def test_publication_needs_the_consent_of_the_state_that_entered_it():
    activity = plan()
    assert list(Activity.objects.visible_to(Actor.nobody())) == []

    with pytest.raises(NotYours):
        on(activity, "publish-activity", secretariat())
    on(activity, "publish-activity", delegate("KG"))

    assert list(Activity.objects.visible_to(Actor.nobody())) == [activity]
    with pytest.raises(NotNow):
        on(activity, "publish-activity", delegate("KG"))


def test_only_a_coordinator_of_the_official_list_reports_and_once_a_year():
    with pytest.raises(NotNow) as refusal:
        report()
    assert "does not coordinate" in refusal.value.sentence
    make_coordinator()

    report()
    with pytest.raises(NotNow):
        report()
    assert report(year=2025).year == 2025


def test_nothing_is_reported_before_it_was_and_nothing_announced_for_a_year_that_is_past():
    make_coordinator()
    activity, at = plan(), clock.now()
    held = {"starts_on": day(0), "ends_on": day(1), "participation": ["KG"], "outcome": "Useful."}

    refused = {}
    for name, act in {
        "ends_on": lambda: on(activity, "report-held", delegate("KG"), **held),
        "starts_on": lambda: on(activity, "report-held", delegate("KG"), **held | {"starts_on": day(1)}),
        "later": lambda: report(year=at.year + 1),
        "past": lambda: taking.enter(Review, actor=chair(), data={"year": 2005, "area": "ENV"}, at=at),
    }.items():
        with pytest.raises(Invalid) as refusal:
            act()
        refused[name] = sorted(map(str, refusal.value.errors))

    assert refused["ends_on"] == ["ends_on"]
    assert "starts_on" in refused["starts_on"]
    assert refused["later"] == refused["past"] == ["year"]
    on(activity, "report-held", delegate("KG"), **held | {"ends_on": day(0)})


def test_a_review_is_not_concluded_before_its_year_begins():
    at = clock.now()
    review, _act = taking.enter(Review, actor=chair(), data={"year": at.year + 1, "area": "ENV"}, at=at)

    with pytest.raises(NotNow, match="has not begun"):
        on(review, "conclude-review", chair(), conclusions="All is done.", concluded_on=day(0))


def test_the_committee_reviews_one_area_a_year():
    at, data = clock.now(), {"year": 2026, "area": "ENV"}
    review, _act = taking.enter(Review, actor=chair(), data=data, at=at)
    with pytest.raises(NotNow):
        taking.enter(Review, actor=secretariat(), data={"year": 2026, "area": "ECO"}, at=at)
    with pytest.raises(NotYours):
        taking.enter(Review, actor=delegate("KG"), data={"year": 2027, "area": "ECO"}, at=at)

    on(review, "conclude-review", secretariat(), conclusions="Work continues.", concluded_on=day(0))

    review.refresh_from_db()
    assert review.conclusions == "Work continues."
    with pytest.raises(NotNow):
        on(review, "conclude-review", chair(), conclusions="Again.", concluded_on=day(0))


def test_an_adopted_paper_asks_its_coordinators_to_be_reviewed_in_time():
    decision = Decision.objects.get(proposal=proposal_at(Stage.APPROVED))
    coordinator = decision.coordinators[0]["state"]
    assert owed_by(delegate(coordinator), at=clock.now()) == []

    on(decision, "set-review-by", secretariat(), review_by=day(30))

    assert [waiting.act for waiting in owed_by(delegate(coordinator), at=clock.now())] == ["set-review-by"]
    assert owed_by(delegate("UZ"), at=clock.now()) == []
    on(decision, "set-review-by", chair(), review_by=day(900))
    assert Renewal.objects.get().review_by.isoformat() == day(900)
    assert owed_by(delegate(coordinator), at=clock.now()) == []


def test_an_activity_whose_day_has_passed_asks_for_its_report():
    activity = plan(starts_on="2020-01-01")

    assert [waiting.act for waiting in owed_by(delegate("KG"), at=clock.now())] == ["report-held"]
    on(activity, "cancel-activity", delegate("KG"), reason="It rained.")
    assert owed_by(delegate("KG"), at=clock.now()) == []


def test_the_papers_of_earlier_years_keep_their_sources_and_unknown_days():
    load_papers(read_papers())
    assert not EarlierPaper.objects.filter(sources=[]).exists()
    assert EarlierPaper.objects.filter(dated="").exists()

    again = load_papers(read_papers())["papers of earlier years"]

    assert (again.added, again.changed, again.left) == (0, 0, len(read_papers()))


def test_every_document_and_paper_of_the_files_is_on_the_page_in_the_api_and_in_the_search(client):
    data = json.loads((DATA / PAPERS).read_text())
    documents, papers = data["documents"], data["concept_papers_and_action_plans"]
    titles = [record["title"] for record in [*documents, *papers]]
    assert len(documents) >= 18

    page = html.unescape(client.get("/implementation/papers/").content.decode())
    rows = client.get("/api/v1/earlier-papers/?page_size=200").json()["results"]

    assert [title for title in titles if title not in page] == []
    assert sorted(row["title"] for row in rows) == sorted(titles)
    assert {row["title"] for row in rows if row["kind"] == "founding"} == {one["title"] for one in documents}
    for title in titles:
        found = client.get("/search/", {"q": title})
        assert title in html.unescape(found.content.decode()), title
        assert slugify(title)[:60] in found.content.decode(), title


def test_what_changed_a_founding_document_stands_with_it(client):
    [rules] = client.get("/api/v1/earlier-papers/?search=Rules of Procedure 2004").json()["results"]
    assert [change["date"] for change in rules["amendments"]] == ["2009-09-01", "2021-10-12"]
    assert (rules["kind"], rules["place"]) == ("founding", "Almaty")
    [catalogue] = client.get("/api/v1/earlier-papers/?search=Catalogue Almaty").json()["results"]
    assert catalogue["superseded_by"] == "updated Catalogue, 2021-10-12"


def test_what_is_not_published_leaks_on_no_page_and_no_endpoint(client):
    make_coordinator()
    activity, yearly = plan(), report()
    addresses = [
        "/implementation/", f"/implementation/{activity.reference}/", "/implementation/reports/",
        f"/implementation/reports/{yearly.reference}/", "/implementation/reviews/",
        "/catalogue/ECO-2/", "/members/KG/",
        "/calendars/measures/ECO-2.ics", "/calendars/participants/KG.ics", "/register/feed.atom",
        "/register/", "/api/v1/activities/", f"/api/v1/activities/{activity.reference}/", "/api/v1/reports/",
        f"/api/v1/reports/{yearly.reference}/", "/api/v1/register/",
    ]  # fmt: skip

    def seen():
        return {a for a in addresses if CANARY in client.get(a).content.decode()}

    assert seen() == set()
    for account in (delegate("JP"), administrator()):
        client.force_login(Account.objects.get(public_id=account.account))
        assert seen() == set()
    client.force_login(Account.objects.get(public_id=delegate("UZ").account))
    assert "/implementation/" in seen()
    with pytest.raises(NotVisible):
        on(activity, "cancel-activity", delegate("JP"), reason="x")


def test_the_lists_cost_the_same_for_one_and_for_four(client):
    client.force_login(Account.objects.get(public_id=delegate("KG").account))
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    plan()
    addresses = ("/implementation/", "/api/v1/activities/", "/catalogue/ECO-2/")
    before = [cost(address) for address in addresses]
    for _time in range(3):
        plan()

    assert [cost(address) for address in addresses] == before


def test_an_activity_is_entered_and_held_over_the_api_and_through_the_pages(client):
    client.force_login(Account.objects.get(public_id=delegate("KG").account))
    body = {"measure": "ECO-2", "year": 2027, "title": "Seminar", "format": "online"}

    made = client.post("/api/v1/activities/", body, content_type="application/json")
    assert made.status_code == 201
    address = f"/implementation/{made.json()['reference']}/"
    assert [act["name"] for act in made.json()["available_actions"]] == [
        "report-held", "cancel-activity", "publish-activity",
    ]  # fmt: skip

    form = client.post(address + "actions/report-held/", {"starts_on": day(2), "outcome": "Typed text"})
    assert form.status_code == 400
    assert "Typed text" in form.content.decode()
    held = {"starts_on": day(-1), "outcome": "Contacts", "participation": ["KG", "UZ"]}
    assert client.post(address + "actions/report-held/", held | {"step": "confirm"}).status_code == 303
    assert "Uzbekistan" in client.get(address).content.decode()


def test_an_act_on_what_changed_since_the_caller_read_it_is_refused(client):
    decision = Decision.objects.get(proposal=proposal_at(Stage.APPROVED))
    activity, cancelling = plan(), {"reason": "The host city withdrew."}
    publishing, setting = ("publish-activity", {}), ("set-review-by", {"review_by": day(40)})
    by_its_day = {"review_by": day(30)}
    cases = (
        (activity, publishing, f"activities/{activity.reference}/", "cancel-activity", cancelling),
        (decision, setting, f"decisions/{decision.number}/", "set-review-by", by_its_day),
    )
    for actor, (row, before, path, name, body) in zip((delegate("KG"), secretariat()), cases, strict=True):
        client.force_login(Account.objects.get(public_id=actor.account))
        tag = client.get(f"/api/v1/{path}")["ETag"]
        on(row, before[0], actor, **before[1])

        for sent, status in ((tag, 412), (client.get(f"/api/v1/{path}")["ETag"], 200)):
            answer = client.post(
                f"/api/v1/{path}actions/{name}/",
                body,
                content_type="application/json",
                headers={"If-Match": sent},
            )
            assert answer.status_code == status, (path, answer.content)


def test_papers_of_earlier_years_show_as_much_of_their_day_as_is_known(client):
    page = client.get("/implementation/papers/").content.decode()

    assert "17 October 2007" in page
    assert "October 2022" in page
    assert "1 October 2022" not in page
    assert page.count("not known") >= 2
