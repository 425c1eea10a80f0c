"""The acts of the secretariat on who takes part."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from members import actions
from members.actor import Actor
from members.enums import DelegationRole, Post
from members.models import Chairmanship, Participant, Period
from notices.models import Notice
from records import register
from records.models import Act
from records.openings import acts_for
from records.refusals import Invalid, NotNow, NotVisible, NotYours
from tests.factories import taking
from tests.factories.members import (
    AccountFactory,
    ParticipantFactory,
    actor_of,
    administrator,
    chair,
    delegate,
    secretariat,
    viewer,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
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
TO_TURKIYE = {"effective_on": "2026-12-01", "decision": "Ministerial Council, silence procedure"}


@pytest.fixture
def officer():
    return secretariat()


def change(actor, code="ID", **fields):
    data = {"status": "member", "effective_on": "2026-11-01", "decision": "Seventh Summit"} | fields
    return taking.act_on_participant(code=code, name="change-status", actor=actor, data=data, at=AT)


def hand_over(actor, code="TR", **fields):
    data = TO_TURKIYE | fields
    return taking.act_on_participant(code=code, name="hand-over-chairmanship", actor=actor, data=data, at=AT)


def last_act_and_periods():
    return (
        register.RegisterHead.objects.get().number,
        list(Period.objects.order_by("pk").values()),
        list(Chairmanship.objects.order_by("pk").values()),
    )


def status_on(code, day):
    return Participant.objects.with_status_on(day).get(pk=code).status


def test_an_admission_makes_the_participant_with_its_names_and_status(officer):
    act = taking.admit(actor=officer, data=NEPAL, at=AT)

    nepal = Participant.objects.with_status_on(date(2026, 10, 20)).get(pk="NP")
    assert (nepal.status, nepal.name_en, nepal.name_ru, nepal.name_fr) == (
        "observer",
        "Nepal",
        "Непал",
        "Népal",
    )
    assert (act.object_kind, act.object_key, act.capacity) == ("participant", "NP", "secretariat")


def test_an_admission_counts_from_its_day_only(officer):
    taking.admit(actor=officer, data=NEPAL, at=AT)
    assert status_on("NP", date(2026, 10, 19)) is None


def test_every_member_the_participant_and_the_secretariat_are_told(officer):
    act = taking.admit(actor=officer, data=NEPAL, at=AT)
    told = set(Notice.objects.filter(act=act).values_list("addressee", flat=True))
    members = Participant.objects.members_on(AT.date()).values_list("code", flat=True)
    assert told == {*members, "NP", "secretariat"}


def test_who_is_known_already_is_not_admitted_again(officer):
    with pytest.raises(NotNow, match="change its status"):
        taking.admit(actor=officer, data=NEPAL | {"code": "AU"}, at=AT)


def test_an_organisation_is_never_a_member(officer):
    with pytest.raises(Invalid) as refusal:
        taking.admit(actor=officer, data=NEPAL | {"kind": "organisation", "status": "member"}, at=AT)
    assert list(refusal.value.errors) == ["status"]


@pytest.mark.parametrize("name", sorted(NEPAL))
def test_an_admission_needs_each_field(officer, name):
    with pytest.raises(Invalid) as refusal:
        taking.admit(actor=officer, data={key: NEPAL[key] for key in NEPAL if key != name}, at=AT)
    assert list(refusal.value.errors) == [name]


def test_an_observer_becomes_a_member_on_the_day(officer):
    act = change(officer)

    assert status_on("ID", date(2026, 10, 31)) == "observer"
    assert status_on("ID", date(2026, 11, 1)) == "member"
    assert '"from":"observer"' in act.payload


def test_the_period_that_ended_keeps_its_sources_and_its_unknown_first_day(officer):
    change(officer)
    ended = Period.objects.get(participant="ID", status="observer")
    assert (ended.starts_on, ended.ends_on, ended.valid_to) == (None, date(2026, 11, 1), date(2026, 11, 1))
    assert ended.sources


def test_a_member_leaves_by_a_decision(officer):
    change(officer, code="EG", status="none")
    period = Period.objects.get(participant="EG")
    assert (period.valid_to, period.end_decision) == (date(2026, 11, 1), "Seventh Summit")
    assert status_on("EG", date(2026, 11, 1)) is None


def test_who_left_may_come_back(officer):
    change(officer, code="AU", status="observer")
    assert status_on("AU", date(2026, 11, 1)) == "observer"


def test_what_an_act_changed_survives_loading_the_reference_record(officer):
    change(officer)
    before = last_act_and_periods()

    call_command("load_reference_data", verbosity=0)

    assert last_act_and_periods() == before


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("ID", {"status": "observer"}, "that status already"),
        ("AU", {"status": "none"}, "that status already"),
        ("SA", {"status": "member", "effective_on": "2023-12-26"}, "26"),
        ("SA", {"status": "member", "effective_on": "2020-01-01"}, "cannot be dated before"),
        ("ID", {"effective_on": "2036-01-01"}, "four years"),
        ("AZ", {"status": "observer"}, "hand over the Chairmanship first"),
    ],
)
def test_a_change_that_the_record_contradicts_is_refused(officer, code, fields, sentence):
    before = last_act_and_periods()
    with pytest.raises(NotNow, match=sentence):
        change(officer, code=code, **fields)
    assert last_act_and_periods() == before


def test_a_state_that_will_chair_stays_a_member_until_then(officer):
    hand_over(officer)
    with pytest.raises(NotNow, match="hand over the Chairmanship first"):
        change(officer, code="TR", status="observer")


def test_an_organisation_does_not_become_a_member(officer):
    with pytest.raises(Invalid) as refusal:
        change(officer, code="OSCE")
    assert list(refusal.value.errors) == ["status"]


def test_the_chairmanship_is_handed_over_on_a_day_to_come(officer):
    hand_over(officer)
    assert Chairmanship.objects.on(date(2026, 11, 30)).get().state_id == "AZ"
    assert Chairmanship.objects.on(date(2026, 12, 1)).get().state_id == "TR"


def test_the_handover_is_entered_about_the_state_that_takes_the_chair(officer):
    act = hand_over(officer)
    assert (act.object_kind, act.object_key, act.rule) == ("participant", "TR", "RoP 14.1.4")
    assert '"from":"AZ"' in act.payload


def test_a_former_chair_may_chair_again(officer):
    hand_over(officer, code="KZ")
    assert Chairmanship.objects.last_term().state_id == "KZ"


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("AZ", {}, "already"),
        ("JP", {}, "not a member state"),
        ("OSCE", {}, "not a member state"),
        ("AU", {}, "not a member state"),
        ("TR", {"effective_on": "2024-12-17"}, "must be later"),
        ("TR", {"effective_on": "2032-01-01"}, "four years"),
    ],
)
def test_a_handover_that_the_record_contradicts_is_refused(officer, code, fields, sentence):
    before = last_act_and_periods()
    with pytest.raises(NotNow, match=sentence):
        hand_over(officer, code=code, **fields)
    assert last_act_and_periods() == before


def test_a_participant_without_history_gets_its_first_status(officer):
    code = ParticipantFactory().code
    change(officer, code=code)
    assert status_on(code, date(2026, 11, 1)) == "member"


def test_who_never_had_a_status_cannot_leave(officer):
    with pytest.raises(NotNow, match="no status that could end"):
        change(officer, code=ParticipantFactory().code, status="none")


def test_the_first_chair_of_all_has_nobody_before_it(officer):
    Chairmanship.objects.all().delete()
    act = hand_over(officer)
    assert '"from":""' in act.payload
    assert Chairmanship.objects.get().state_id == "TR"


def test_a_term_that_had_ended_is_not_drawn_out_to_the_handover(officer):
    Chairmanship.objects.filter(state="AZ").update(valid_to=date(2026, 11, 1))
    hand_over(officer)
    assert Chairmanship.objects.get(state="AZ").valid_to == date(2026, 11, 1)


@pytest.mark.parametrize("name", ["effective_on", "decision"])
def test_a_handover_cites_its_day_and_its_decision(officer, name):
    with pytest.raises(Invalid) as refusal:
        hand_over(officer, **{name: ""})
    assert list(refusal.value.errors) == [name]


def actors():
    viewing_officer = AccountFactory(post=Post.SECRETARIAT, role=DelegationRole.VIEWER)
    return [
        Actor.nobody(),
        chair(),
        delegate("KZ"),
        delegate("JP"),
        viewer("KZ"),
        administrator(),
        actor_of(viewing_officer),
        secretariat(read_only=True),
    ]


def test_nobody_but_the_secretariat_enters_who_takes_part():
    for actor in actors():
        for attempt in (lambda actor: taking.admit(actor=actor, data=NEPAL, at=AT), change, hand_over):
            with pytest.raises(NotYours):
                attempt(actor)
    assert not Act.objects.exists()


def test_a_state_does_not_admit_by_note_verbale(officer):
    note = {"on_behalf_of": "KZ", "note_number": "15/26", "note_date": "2026-11-20"}
    with pytest.raises(NotYours):
        taking.admit(actor=officer, data=NEPAL | note, at=AT)


def test_an_unknown_participant_or_act_is_not_visible(officer):
    with pytest.raises(NotVisible):
        change(officer, code="ZZ")
    with pytest.raises(NotVisible):
        taking.act_on_participant(code="AZ", name="expel", actor=officer, data={}, at=AT)


def acts_on(code, actor):
    participant = Participant.objects.get(pk=code)
    return acts_for(actions.PARTICIPANTS, participant, actor=actor, at=AT)


@pytest.mark.parametrize(
    ("code", "names"),
    [("JP", ["change-status", "hand-over-chairmanship", "rename"]), ("AZ", ["change-status", "rename"])],
)
def test_the_acts_open_to_an_officer(officer, code, names):
    assert [act.name for act in acts_on(code, officer) if act.is_open] == names


def test_what_cannot_be_done_now_says_why(officer):
    assert [(act.name, act.rule) for act in acts_on("AZ", officer) if not act.is_open] == [
        ("hand-over-chairmanship", "RoP 14.1.4"),
        ("cancel-change", "RoP 1(2)"),
        ("correct-entry", "RoP 1(2)"),
    ]


def test_no_act_is_open_to_a_delegate():
    assert not any(act.is_open for act in acts_on("JP", delegate("AZ")))


def test_the_register_verifies_after_the_acts(officer):
    taking.admit(actor=officer, data=NEPAL, at=AT)
    change(officer)
    hand_over(officer)
    assert register.verify().broken_at is None
    assert Act.objects.count() == 3
