"""Performing an act: who, in what stage, with which body, under which guards, in that order."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils.translation import gettext_lazy

from members.actor import Actor
from members.models import Account, Participant
from records import acts, clock, known_acts, register
from records.act_fields import ActFields
from records.act_types import ActType, Entry, Lead, Role, StagedAct
from records.canonical import sha256
from records.citations import PRACTICE
from records.door import New, take
from records.kinds import PROCEDURE
from records.models import Act
from records.refusals import Invalid, NotNow, NotYours
from tests.factories.members import delegate as observer
from tests.factories.records import enter_act
from tests.web.example import NOTE_ON_ORGANISATION, SEAL, WRITE_NOTE

pytestmark = pytest.mark.django_db

NOTE_VERBALE = {"on_behalf_of": "KZ", "note_number": "12-3/45", "note_date": "2026-01-15"}


def actor_of(account: Account, *, read_only: bool = False) -> Actor:
    return Actor.of(Account.objects.with_standing().get(pk=account.pk), read_only=read_only)


@pytest.fixture
def secretariat(officer):
    return actor_of(officer)


@pytest.fixture
def member(delegate):
    return actor_of(delegate)


@pytest.fixture
def state():
    return Participant.objects.get(code="TR")


def do(act_type, actor, subject, data):
    return take(act_type.name, New((act_type,), subject), actor=actor, data=data).act


def test_an_act_is_entered_as_it_was_done(member, state):
    act = do(WRITE_NOTE, member, state, {"text": "Hello", "kind": "loud"})

    assert register.envelope(act) == {
        "number": 1,
        "at": register.instant_text(act.at),
        "account": member.account,
        "capacity": "member",
        "state": "KZ",
        "entered_by": "",
        "action": "write-note",
        "object_kind": "participant",
        "object_key": "TR",
        "rule": "CA (a)1",
        "payload": '{"kind":"loud","text":"Hello"}',
        "beside": sha256(act.beside.encode()),
    }


def test_those_concerned_are_told(member, state):
    act = do(WRITE_NOTE, member, state, {"text": "Hello"})

    assert list(act.notices.values_list("addressee", flat=True)) == ["TR"]


def test_an_effect_that_fails_leaves_nothing(member, state):
    def fail(*args):
        Account.objects.create_user("left-behind", post="secretariat")
        raise ZeroDivisionError

    failing = ActType(name="fail", label="Fail", who=WRITE_NOTE.who, rule="", effect=fail)

    with pytest.raises(ZeroDivisionError):
        do(failing, member, state, {})

    assert not Account.objects.filter(username="left-behind").exists()
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("nobody", "Log in first: this act is not open to the public."),
        ("read-only", "Your account or token reads only."),
        ("observer", "“Write a note” is for the secretariat or a member state."),
    ],
)
def test_who_may_not_is_told_why(who, sentence, delegate, state):
    actors = {
        "nobody": Actor.nobody(),
        "read-only": actor_of(delegate, read_only=True),
        "observer": observer("JP"),
    }

    with pytest.raises(NotYours, match="^" + sentence) as refused:
        do(WRITE_NOTE, actors[who], state, {"text": "Hello"})

    assert refused.value.rule == "CA (a)1"


def test_each_thing_wrong_with_the_body_is_named(member, state):
    with pytest.raises(Invalid) as refused:
        do(WRITE_NOTE, member, state, {"kind": "quiet"})

    assert set(refused.value.errors) == {"text", "kind"}


@pytest.mark.parametrize("body", [["text"], "text", None, 3])
def test_a_body_that_is_no_object_is_refused(member, state, body):
    with pytest.raises(Invalid) as refused:
        do(WRITE_NOTE, member, state, body)

    assert list(refused.value.errors) == ["non_field_errors"]


def test_a_field_that_the_act_does_not_have_is_refused(member, state):
    with pytest.raises(Invalid) as refused:
        do(WRITE_NOTE, member, state, {"txet": "Hello", "text": "Hello"})

    assert list(refused.value.errors) == ["txet"]


def test_a_guard_refuses_with_its_own_rule(member):
    with pytest.raises(NotNow, match=r"Organisations get no notes\.") as refused:
        do(WRITE_NOTE, member, Participant.objects.get(code="UN"), {"text": "Hello"})

    assert refused.value.rule == "CA intro 2"


def test_a_check_judges_the_body_against_the_record(member, state):
    with pytest.raises(NotNow, match=r"This word is taken\.") as refused:
        do(WRITE_NOTE, member, state, {"text": "taken"})

    assert refused.value.rule == "CA intro 3"


def test_a_bad_body_is_refused_before_a_guard_is_asked(member):
    with pytest.raises(Invalid):
        do(WRITE_NOTE, member, Participant.objects.get(code="UN"), {})


def test_the_secretariat_enters_an_act_for_a_state(secretariat, state):
    act = do(WRITE_NOTE, secretariat, state, {"text": "Hello"} | NOTE_VERBALE)

    assert (act.account, act.capacity, act.state, act.entered_by) == (
        secretariat.account, "member", "KZ", "secretariat",
    )  # fmt: skip
    assert act.payload == '{"note_date":"2026-01-15","note_number":"12-3/45","text":"Hello"}'
    assert set(act.notices.values_list("addressee", flat=True)) == {"TR", "KZ"}


def test_only_the_secretariat_enters_acts_for_others(member, state):
    with pytest.raises(NotYours, match=r"Only the secretariat"):
        do(WRITE_NOTE, member, state, {"text": "Hello"} | NOTE_VERBALE)


def test_a_read_only_officer_enters_no_act_for_others(officer, state):
    with pytest.raises(NotYours, match=r"Only the secretariat"):
        do(WRITE_NOTE, actor_of(officer, read_only=True), state, {"text": "Hello"} | NOTE_VERBALE)


@pytest.mark.parametrize("missing", NOTE_VERBALE)
def test_an_act_for_a_state_names_the_state_and_the_whole_note(secretariat, state, missing):
    given = {name: value for name, value in NOTE_VERBALE.items() if name != missing}

    with pytest.raises(Invalid) as refused:
        do(WRITE_NOTE, secretariat, state, {"text": "Hello"} | given)

    assert list(refused.value.errors) == [missing]


def test_a_note_of_a_day_that_has_begun_nowhere_is_refused(secretariat, state):
    in_two_days = (clock.now() + timedelta(days=2)).date().isoformat()

    with pytest.raises(Invalid) as refused:
        do(WRITE_NOTE, secretariat, state, {"text": "Hello"} | NOTE_VERBALE | {"note_date": in_two_days})

    assert list(refused.value.errors) == ["note_date"]


def test_an_act_for_one_who_is_no_member_is_refused(secretariat, state):
    with pytest.raises(Invalid) as refused:
        do(WRITE_NOTE, secretariat, state, {"text": "Hello"} | NOTE_VERBALE | {"on_behalf_of": "ZZ"})

    assert list(refused.value.errors) == ["on_behalf_of"]


def test_the_fields_of_the_note_stand_in_the_form_of_an_act_that_a_state_may_do(secretariat, member):
    with_note = acts.fields_of_form(SEAL, actor=secretariat)().fields

    assert [name for name in with_note if name in NOTE_VERBALE] == list(NOTE_VERBALE)
    assert not any(with_note[name].required for name in NOTE_VERBALE)
    assert acts.fields_of_form(SEAL, actor=member) is SEAL.fields


def test_an_act_of_the_secretariats_own_has_no_note(secretariat):
    assert acts.fields_of_form(NOTE_ON_ORGANISATION, actor=secretariat) is NOTE_ON_ORGANISATION.fields


def test_a_form_shows_what_was_typed_with_the_errors_of_the_act():
    form = ActFields(data={})
    form.refuse({"non_field_errors": ["No."]})

    assert (form.data, form.errors) == ({}, {"non_field_errors": ["No."]})
    assert not form.is_valid()


def test_the_register_calls_an_act_as_its_button_does(supplied):
    supplied(known_acts.ACTS.of(known_acts.Acts("Notes", (WRITE_NOTE, SEAL))))

    assert known_acts.known_acts() == [("seal", "Seal"), ("write-note", "Write a note")]
    assert (known_acts.label_of("seal"), known_acts.label_of("gone")) == ("Seal", "gone")


@dataclass
class Staged:
    stage: str
    stage_label: str = gettext_lazy("Second")
    code: str = "TR"
    revision: int = 4
    saved: int = 0

    def save(self):
        self.saved += 1


STAGED = StagedAct(
    name="move",
    label="Move",
    who=WRITE_NOTE.who,
    rule="CA (a)3",
    sources=("first",),
    target="second",
    effect=lambda subject, actor, body, at: Entry("participant", subject.code),
)


def test_an_act_that_is_not_open_in_the_stage_says_in_which_stage_that_is(member):
    with pytest.raises(NotNow, match="“Move” is not open in the stage “Second”") as refused:
        do(STAGED, member, Staged("second"), {})

    assert refused.value.rule == "CA (a)3"
    assert STAGED.missing(Staged("second"), member, clock.now()).rule == "CA (a)3"


def test_an_act_that_is_open_in_the_stage_is_done(member):
    assert do(STAGED, member, Staged("first"), {}).action == "move"


def test_an_act_needs_a_subject_unless_it_makes_one(member):
    beginning = StagedAct(
        name="begin", label="Begin", who=STAGED.who, rule="", sources=(None,), effect=STAGED.effect
    )

    assert STAGED.stage_missing(Staged("")).sentence == "There is nothing yet that this act could be done on."
    assert beginning.stage_missing(Staged("")) is None


def test_a_stage_is_told_before_the_body_is_read(member):
    with pytest.raises(NotNow):
        do(STAGED, member, Staged("second"), {"no": "field"})


def leading(came="", **table):
    def effect(subject, actor, body, at):
        return Entry("participant", subject.code, outcome=came)

    table = {"sources": ("first",), **table}
    return StagedAct(name="lead", label="Lead", who=WRITE_NOTE.who, rule=PRACTICE, effect=effect, **table)


BY_OUTCOME = {
    "yes": Lead("second"),
    "no": Lead(),
    "later": Lead({"first": "third"}),
    "never": Lead({"second": "fourth"}),
}


@pytest.mark.parametrize(
    ("table", "targets"),
    [
        ({"target": "second"}, ("second",)),
        ({}, ()),
        (
            {"target": {"first": "second", "third": "fourth"}, "sources": ("first", "third")},
            ("second", "fourth"),
        ),
        ({"outcomes": BY_OUTCOME}, ("second", "third")),
    ],
)
def test_an_act_knows_where_it_can_lead(table, targets):
    assert leading(**table).targets == targets


@pytest.mark.parametrize(("came", "after"), [("yes", "second"), ("no", "first"), ("later", "third")])
def test_a_subject_goes_where_the_row_says_that_what_came_of_it_leads(member, came, after):
    subject = Staged("first")

    act = do(leading(came, outcomes=BY_OUTCOME), member, subject, {})

    assert (subject.stage, subject.revision, subject.saved) == (after, 5, 1)
    assert json.loads(act.payload) == {"from": "first", "to": after}


@pytest.mark.parametrize("came", ["never", "", "what"])
def test_what_a_row_does_not_declare_cannot_come_of_it(member, came):
    with pytest.raises(ValueError, match=f"lead does not declare where “{came}” leads from first"):
        do(leading(came, outcomes=BY_OUTCOME), member, Staged("first"), {})


def test_an_outcome_is_told_apart_only_where_the_row_does_so(member):
    with pytest.raises(ValueError, match="lead does not declare where “yes” leads from first"):
        do(leading("yes", target="second"), member, Staged("first"), {})


def test_an_act_that_leads_nowhere_says_nothing_of_stages(member):
    assert json.loads(do(leading(), member, Staged("first"), {}).payload) == {}


def test_an_act_of_the_procedure_itself_is_for_nobody():
    clockwork = Role("procedure", "the procedure", PROCEDURE, lambda actor, subject: True)
    closing = StagedAct(
        name="close", label="Close", who=(clockwork,), rule="", sources=(), effect=STAGED.effect
    )

    assert (closing.is_for_people, STAGED.is_for_people) == (False, True)


def test_a_guard_that_is_met_says_nothing(member, state):
    met = ActType(
        name="x", label="X", who=WRITE_NOTE.who, rule="", guards=(lambda *given: None,), effect=STAGED.effect
    )

    assert met.missing(SimpleNamespace(), member, clock.now()) is None


def test_a_note_is_looked_up_by_its_day_however_many_acts_were_entered_by_notes():
    note = {"note_date": "2026-01-15", "note_number": "12-3/45"}
    entered = enter_act(state="KZ", entered_by="secretariat", payload=note)
    of_other_days = (
        {"payload": f'{{"note_date":"2025-{day % 12 + 1:02}-{day % 28 + 1:02}","note_number":"1"}}'}
        for day in range(3_000)
    )
    row = Act.objects.values().get()
    Act.objects.bulk_create(
        Act(**row | {"number": number} | other) for number, other in enumerate(of_other_days, start=2)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE records_act")

    found = Act.objects.by_note_of("KZ", dated=date(2026, 1, 15))

    assert "act_note" in found.order_by("-number").explain()
    assert [(act.number, act.note_number) for act in found] == [(entered.number, "12-3/45")]
    assert not Act.objects.by_note_of("UZ", dated=date(2026, 1, 15)).exists()
