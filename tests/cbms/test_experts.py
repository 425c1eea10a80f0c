"""CA (b)3: states designate experts; who sees what of them; a person can be erased and the acts stay."""

import json
import re
from datetime import timedelta
from http import HTTPStatus

import pytest

from cbms import actions
from cbms.deadlines import source
from cbms.models import Expert, Measure
from cbms.transitions import ON_EXPERT
from deadlines.waiting import owed_by
from records import clock
from records.models import Act
from records.refusals import Invalid, NotNow, NotVisible, NotYours
from tests.factories import taking
from tests.factories.members import administrator, browser, chair, delegate, secretariat, viewer

pytestmark = pytest.mark.django_db

EMAIL = "geologist@example.org"


def body(**changes):
    today = clock.now().date()
    return {
        "name": "A. Geologist",
        "post": "Institute of Seismology",
        "measures": ["ENV-3"],
        "valid_from": today.isoformat(),
        "valid_to": (today + timedelta(days=400)).isoformat(),
        "email": EMAIL,
        "agreed_on": today.isoformat(),
        **changes,
    }


def designate(state="KG", **changes):
    actor = delegate(state)
    return taking.designate_expert(actor=actor, data=body(**changes), at=clock.now())


def act_on(expert, name, actor, **data):
    return taking.act_on_expert(public_id=expert.public_id, name=name, actor=actor, data=data, at=clock.now())


def shown_to(actor):
    on = clock.now().date()
    return [
        expert.shows_contact for expert in Expert.objects.visible_to(actor).with_contact_for(actor, on=on)
    ]


def test_a_state_designates_an_expert_and_the_register_knows_no_person():
    expert, act = designate()

    assert (expert.state_id, [measure.code for measure in expert.measures.all()]) == ("KG", ["ENV-3"])
    assert (act.action, act.rule, act.object_key) == ("designate-expert", "CA (b)3", str(expert.public_id))
    assert "Geologist" not in act.payload
    assert EMAIL not in act.payload
    assert set(act.notices.values_list("addressee", flat=True)) == {"KG", "secretariat", "chair"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"measures": ["ECO-99"]}, "measures"),
        ({"measures": []}, "measures"),
        ({"valid_to": "2000-01-01"}, "valid_to"),
        ({"agreed_on": "2199-01-01"}, "agreed_on"),
        ({"valid_from": "2190-01-01"}, "valid_to"),
        ({"email": "nobody"}, "email"),
        ({"surname": "G."}, "surname"),
    ],
)
def test_a_wrong_designation_names_its_field(changes, field):
    with pytest.raises(Invalid) as refusal:
        designate(**changes)

    assert set(refusal.value.errors) == {field}
    assert not Expert.objects.exists()


@pytest.mark.parametrize("who", ["observer", "viewer", "administrator", "secretariat"])
def test_only_a_member_states_delegation_designates(who):
    actor = {
        "observer": lambda: delegate("JP"),
        "viewer": lambda: viewer("KG"),
        "administrator": administrator,
        "secretariat": secretariat,
    }[who]()

    with pytest.raises(NotYours):
        taking.designate_expert(actor=actor, data=body(), at=clock.now())


def test_the_secretariat_designates_by_note_verbale():
    note = {"on_behalf_of": "KG", "note_number": "N 1", "note_date": clock.now().date().isoformat()}

    expert, act = taking.designate_expert(actor=secretariat(), data=body() | note, at=clock.now())

    assert (expert.state_id, act.state, act.entered_by) == ("KG", "KG", "secretariat")
    assert json.loads(act.payload)["note_number"] == "N 1"


def test_members_see_the_expert_and_few_the_contact():
    designate()

    assert shown_to(delegate("KG")) == [True]
    assert shown_to(delegate("UZ")) == [False]
    assert shown_to(chair()) == [True]
    assert shown_to(secretariat()) == [True]
    assert shown_to(delegate("JP")) == []
    assert shown_to(administrator()) == []


def test_who_coordinates_the_measure_sees_the_contact():
    expert, _act = designate()
    actions.enter_coordinators(
        measure=expert.measures.get(), coordinators=[("TJ", "coordinator")], decision="SOC-2026-900",
        on=clock.now().date(),
    )  # fmt: skip

    assert shown_to(delegate("TJ")) == [True]
    assert shown_to(delegate("UZ")) == [False]


def test_only_the_designating_state_renews_and_only_later():
    expert, _act = designate()
    later = (clock.now().date() + timedelta(days=800)).isoformat()

    with pytest.raises(NotYours):
        act_on(expert, "renew-expert", delegate("UZ"), valid_to=later)
    with pytest.raises(NotNow) as refusal:
        act_on(expert, "renew-expert", delegate("KG"), valid_to=clock.now().date().isoformat())
    assert refusal.value.rule == "CA (b)3"

    act_on(expert, "renew-expert", delegate("KG"), valid_to=later)
    expert.refresh_from_db()
    assert expert.valid_to == clock.now().date() + timedelta(days=801)


def test_a_term_is_ended_once():
    expert, _act = designate(valid_from="2020-01-01")

    act_on(expert, "end-expert", delegate("KG"), reason="Retired.")

    expert.refresh_from_db()
    assert expert.valid_to == clock.now().date() + timedelta(days=1)
    Expert.objects.update(valid_to=clock.now().date())
    with pytest.raises(NotNow):
        act_on(expert, "end-expert", delegate("KG"))


def test_a_term_that_was_ended_before_it_began_never_runs():
    first = clock.now().date() + timedelta(days=20)
    expert, _act = designate(valid_from=first.isoformat())

    act_on(expert, "end-expert", delegate("KG"), reason="Posted elsewhere.")

    assert not Expert.objects.on(first).exists()


def test_nobody_is_designated_whose_data_was_erased_on_the_first_day():
    expert, _act = designate()

    act_on(expert, "erase-expert", secretariat())

    assert not Expert.objects.on(clock.now().date()).exists()


def test_an_act_on_an_expert_who_changed_since_is_refused(client, django_user_model):
    expert, _act = designate()
    client.force_login(django_user_model.objects.get(public_id=delegate("KG").account))
    address = f"/api/v1/experts/{expert.public_id}/"
    tag = client.get(address)["ETag"]
    act_on(
        expert,
        "renew-expert",
        delegate("KG"),
        valid_to=(clock.now() + timedelta(days=900)).date().isoformat(),
    )

    for sent, status in ((tag, 412), ("*", 200)):
        answer = client.post(
            f"{address}actions/end-expert/", {}, content_type="application/json", headers={"If-Match": sent}
        )
        assert answer.status_code == status


def test_erasure_removes_the_person_and_leaves_the_acts():
    expert, designated = designate()

    act_on(expert, "erase-expert", secretariat())

    expert.refresh_from_db()
    assert (expert.name, expert.post, expert.email, expert.phone) == ("", "", "", "")
    acts = Act.objects.about(kind="expert", key=str(expert.public_id)).order_by("number")
    assert [act.action for act in acts] == ["designate-expert", "erase-expert"]
    assert acts[0].digest == designated.digest
    with pytest.raises(NotNow):
        act_on(expert, "erase-expert", secretariat())


def test_who_was_erased_is_offered_no_more_acts_on_either_surface():
    expert, _act = designate()
    client = browser(delegate("KG"))
    assert offered(client, expert) == ["renew-expert", "end-expert", "erase-expert"]

    act_on(expert, "erase-expert", delegate("KG"))

    assert offered(client, expert) == []
    later = (clock.now().date() + timedelta(days=800)).isoformat()
    for name in ON_EXPERT:
        with pytest.raises(NotNow):
            act_on(expert, name, delegate("KG"), **({"valid_to": later} if name == "renew-expert" else {}))


def offered(client, expert):
    """Return the names of the acts that the API offers on an expert, which are those of the page."""
    in_api = [
        row["name"] for row in client.get(f"/api/v1/experts/{expert.public_id}/").json()["available_actions"]
    ]
    page = client.get(f"/experts/{expert.public_id}/").content.decode()
    assert re.findall(r"/actions/([a-z-]+)/", page) == in_api
    return in_api


def test_what_one_may_not_see_is_not_found():
    expert, _act = designate()

    for name in ON_EXPERT:
        with pytest.raises(NotVisible):
            act_on(expert, name, delegate("JP"))
    with pytest.raises(NotVisible):
        act_on(expert, "promote-expert", delegate("KG"))


def test_a_term_that_ends_soon_asks_its_state_to_be_renewed():
    designate(valid_to=(clock.now().date() + timedelta(days=30)).isoformat())
    designate(state="UZ")

    assert [waiting.act for waiting in owed_by(delegate("KG"), at=clock.now())] == ["renew-expert"]
    assert owed_by(delegate("UZ"), at=clock.now()) == []
    assert owed_by(secretariat(), at=clock.now()) == []


def test_the_end_of_each_term_is_a_deadline_of_its_state():
    last = clock.now().date() + timedelta(days=30)
    expert, _act = designate(valid_to=last.isoformat(), measures=["ECO-2", "ECO-3"])

    [one] = source(delegate("UZ"), clock.now())

    assert (one.kind, one.owed_by, one.measure) == ("expert_term", ("KG",), "ECO-2, ECO-3")
    assert one.due_at.date() == last + timedelta(days=1)
    assert (one.object_kind, one.object_key) == ("expert", str(expert.public_id))
    assert list(source(delegate("JP"), clock.now())) == []
    assert list(source(delegate("UZ"), one.due_at)) == []
    act_on(expert, "erase-expert", delegate("KG"))
    assert list(source(delegate("UZ"), clock.now())) == []


def test_the_pages_show_the_expert_to_members_and_nothing_to_others(client, django_user_model):
    expert, _act = designate()
    uzbek = delegate("UZ")
    client.force_login(django_user_model.objects.get(public_id=uzbek.account))

    listed = client.get("/experts/").content.decode()
    whole = client.get(f"/experts/{expert.public_id}/").content.decode()

    assert "A. Geologist" in listed
    assert "A. Geologist" in whole
    assert EMAIL not in listed + whole
    client.logout()
    assert client.get("/experts/").status_code in (302, 404)
    assert client.get(f"/experts/{expert.public_id}/").status_code in (302, 404)


def test_the_lists_cost_the_same_for_one_and_for_five(client, django_user_model, django_assert_num_queries):
    account = django_user_model.objects.get(public_id=delegate("KG").account)
    client.force_login(account)
    counts = []
    for number in (1, 4):
        for each in range(number):
            designate(name=f"Expert {number}.{each}")
        for address in ("/experts/", "/api/v1/experts/"):
            with django_assert_num_queries(20, exact=False) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))

    assert counts[:2] == counts[2:]


def test_a_term_that_is_renewed_is_set_anew():
    expert, _act = designate()
    [before] = source(delegate("KG"), clock.now())

    longer = expert.last_day + timedelta(days=100)
    act_on(expert, "renew-expert", delegate("KG"), valid_to=longer.isoformat())

    [after] = source(delegate("KG"), clock.now())
    assert after.due_at > before.due_at
    assert after.set_at > before.set_at == expert.designated_at


def test_the_measures_without_an_expert_are_told_alike_on_the_page_and_in_the_api():
    measures = {measure.code for measure in Measure.objects.in_force(clock.now().date())}
    designate()
    ended = clock.now().date() + timedelta(days=500)

    listed = gaps(delegate("TJ"))
    page = browser(delegate("TJ")).get("/experts/").content.decode()
    assert set(listed) == measures - {"ENV-3"}
    assert set(re.findall(r"/catalogue/([A-Z]+-[0-9]+)/", page)) == set(listed)
    assert set(gaps(delegate("TJ"), as_of=ended.isoformat())) == measures


@pytest.mark.parametrize("who", [lambda: delegate("JP"), administrator])
def test_who_sees_no_experts_is_not_told_what_they_cover(who):
    assert browser(who()).get("/api/v1/experts/gaps/").status_code == HTTPStatus.NOT_FOUND


def gaps(actor, **asked):
    found = browser(actor).get("/api/v1/experts/gaps/", {"page_size": 200, **asked})
    assert found.status_code == HTTPStatus.OK, found.content
    return [row["code"] for row in found.json()["results"]]
