"""The bodies of the acts: what each takes, and each refusal by the name of its field."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from members.actor import Actor
from proposals import fields
from proposals.transitions import TABLE

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
LATER = (AT + timedelta(days=10)).isoformat()
SOON = (AT + timedelta(hours=71)).isoformat()
NOW = AT.isoformat()
LAST = "9999-12-31T23:59:59Z"
LONG = "x" * 20_001
KG = {"state": "KG", "role": "coordinator"}
TEXT = {"en": "The states cooperate."}
HEADING = {"heading": True, "en": "Introduction"}
AN_ID = str(uuid4())

pytestmark = pytest.mark.django_db


def cleaned(act_fields, body, *, interested=("KG", "TJ"), participant="AZ"):
    proposal = SimpleNamespace(route="A", opened_by_id=None)
    subject = SimpleNamespace(
        interests=dict.fromkeys(interested), proposal=proposal, consideration=None, version=None
    )
    actor = Actor(participant=participant, capacities=frozenset({"member"}))
    context = {"at": AT, "actor": actor, "subject": subject}
    return act_fields(data=body, context=context)


RIGHT = [
    (fields.DeclareInterestFields, {}, {"offer": "none", "statement": ""}),
    (fields.DeclareInterestFields, {"offer": "either"}, {"offer": "either", "statement": ""}),
    (fields.WithdrawInterestFields, {}, {"statement": ""}),
    (
        fields.RespondFields,
        {"answer": "support", "supports": "kg"},
        {"answer": "support", "supports": "KG", "statement": ""},
    ),
    (
        fields.RespondFields,
        {"answer": "no_view", "supports": ""},
        {"answer": "no_view", "supports": None, "statement": ""},
    ),
    (
        fields.DesignateCoordinatorsFields,
        {"coordinators": [KG], "draft_due": "2026-03-01"},
        {"coordinators": [KG], "draft_due": AT.date(), "message": ""},
    ),
    (
        fields.SubmitPaperFields,
        {"title": "T", "paragraphs": [TEXT]},
        {"title": "T", "paragraphs": [{"heading": False, "en": TEXT["en"], "ru": "", "fr": ""}]},
    ),
    (
        fields.OpenConsiderationFields,
        {"mode": "meeting"},
        {"mode": "meeting", "deadline": None, "waiver_reason": ""},
    ),
    (
        fields.ConcludeSwgFields,
        {"outcome": "agreed", "present": ["kg", "KG", "TJ"]},
        {"outcome": "agreed", "present": ["KG", "TJ"], "reason": "", "digest": ""},
    ),
    (fields.CompleteFields, {}, {"statement": ""}),
    (fields.WithdrawFields, {"reason": "Covered elsewhere."}, {"reason": "Covered elsewhere."}),
]


@pytest.mark.parametrize(("act_fields", "body", "expected"), RIGHT)
def test_a_right_body_is_cleaned(act_fields, body, expected):
    form = cleaned(act_fields, body)

    assert form.is_valid(), form.errors
    assert form.validated_data == expected


WRONG = [
    (fields.DeclareInterestFields, {"offer": "maybe"}, {"offer"}),
    (fields.DeclareInterestFields, {"offer": None}, {"offer"}),
    (fields.DeclareInterestFields, {"statement": LONG}, {"statement"}),
    (fields.DeclareInterestFields, {"ofer": "none", "x": 1}, {"ofer", "x"}),
    (fields.DeclareInterestFields, ["offer"], {"non_field_errors"}),
    (fields.OpenProposalFields, {}, {"route"}),
    (fields.OpenConsultationFields, {}, {"answer_by"}),
    (fields.OpenConsultationFields, {"answer_by": "soon"}, {"answer_by"}),
    (fields.OpenConsultationFields, {"answer_by": NOW}, {"answer_by"}),
    (fields.OpenConsultationFields, {"answer_by": LAST}, {"answer_by"}),
    (fields.OpenConsultationFields, {"answer_by": "9999-12-31T23:59:59-14:00"}, {"answer_by"}),
    (fields.RespondFields, {}, {"answer"}),
    (fields.RespondFields, {"answer": "perhaps"}, {"answer"}),
    (fields.RespondFields, {"answer": "support"}, {"supports"}),
    (fields.RespondFields, {"answer": "support", "supports": "XX"}, {"supports"}),
    (fields.RespondFields, {"answer": "support", "supports": "UN"}, {"supports"}),
    (fields.RespondFields, {"answer": "support", "supports": "K\x00"}, {"supports"}),
    (fields.RespondFields, {"answer": "coordinate", "supports": "KG"}, {"supports"}),
    (fields.DesignateCoordinatorsFields, {}, {"coordinators", "draft_due"}),
    (fields.DesignateCoordinatorsFields, {"coordinators": [], "draft_due": "2026-04-01"}, {"coordinators"}),
    (fields.DesignateCoordinatorsFields, {"coordinators": "KG", "draft_due": "2026-04-01"}, {"coordinators"}),
    (
        fields.DesignateCoordinatorsFields,
        {"coordinators": [KG, {**KG, "role": "co_coordinator"}], "draft_due": "2026-04-01"},
        {"coordinators"},
    ),
    (
        fields.DesignateCoordinatorsFields,
        {"coordinators": [{**KG, "role": "co_coordinator"}], "draft_due": "2026-04-01"},
        {"coordinators"},
    ),
    (
        fields.DesignateCoordinatorsFields,
        {"coordinators": [{**KG, "since": "2026"}], "draft_due": "2026-04-01"},
        {"coordinators"},
    ),
    (fields.DesignateCoordinatorsFields, {"coordinators": [KG], "draft_due": "2026-02-28"}, {"draft_due"}),
    (fields.DesignateCoordinatorsFields, {"coordinators": [KG], "draft_due": "9999-12-31"}, {"draft_due"}),
    (fields.SubmitPaperFields, {}, {"title", "paragraphs"}),
    (fields.SubmitPaperFields, {"title": "T" * 301, "paragraphs": [TEXT]}, {"title"}),
    (fields.SubmitPaperFields, {"title": "T", "paragraphs": []}, {"paragraphs"}),
    (fields.SubmitPaperFields, {"title": "T", "paragraphs": [HEADING]}, {"paragraphs"}),
    (fields.SubmitPaperFields, {"title": "T", "paragraphs": [TEXT, HEADING]}, {"paragraphs"}),
    (fields.SubmitPaperFields, {"title": "T", "paragraphs": [{"en": " "}]}, {"paragraphs"}),
    (fields.SubmitPaperFields, {"title": "T", "paragraphs": [TEXT] * 501}, {"paragraphs"}),
    (fields.SubmitPaperFields, {"title": "T", "paragraphs": [{**TEXT, "id": "one"}]}, {"paragraphs"}),
    (fields.SubmitPaperFields, {"title": "T", "paragraphs": [{**TEXT, "id": AN_ID}] * 2}, {"paragraphs"}),
    (fields.ReasonFields, {}, {"reason"}),
    (fields.ReasonFields, {"reason": "  "}, {"reason"}),
    (fields.CirculateFields, {}, {"comments_until"}),
    (fields.CirculateFields, {"comments_until": NOW}, {"comments_until"}),
    (fields.CommentFields, {}, {"text"}),
    (fields.CommentFields, {"text": "Good.", "paragraph": "two"}, {"paragraph"}),
    (fields.OpenConsiderationFields, {}, {"mode"}),
    (fields.OpenConsiderationFields, {"mode": "vote"}, {"mode"}),
    (fields.OpenConsiderationFields, {"mode": "meeting", "deadline": LATER}, {"deadline"}),
    (fields.OpenConsiderationFields, {"mode": "silence"}, {"deadline"}),
    (fields.OpenConsiderationFields, {"mode": "silence", "deadline": NOW}, {"deadline"}),
    (fields.OpenConsiderationFields, {"mode": "silence", "deadline": SOON}, {"waiver_reason"}),
    (fields.ExtendSilenceFields, {}, {"deadline", "reason"}),
    (fields.ExtendSilenceFields, {"deadline": NOW, "reason": "Holidays."}, {"deadline"}),
    (fields.ConcludeSwgFields, {}, {"outcome"}),
    (fields.ConcludeSwgFields, {"outcome": "approved"}, {"outcome"}),
    (fields.ConcludeSwgFields, {"outcome": "returned"}, {"reason"}),
    (fields.ConcludeSwgFields, {"outcome": "declined"}, {"reason"}),
    (fields.ConcludeSwgFields, {"outcome": "agreed", "present": ["KG", "XX"]}, {"present"}),
    (fields.ConcludeSwgFields, {"outcome": "agreed", "present": ["K\x00"]}, {"present"}),
    (fields.ConcludeSwgFields, {"outcome": "agreed", "present": ["UN"]}, {"present"}),
    (fields.ConcludeSocFields, {}, {"outcome"}),
    (fields.ConcludeSocFields, {"outcome": "agreed"}, {"outcome"}),
    (fields.ConcludeSocFields, {"outcome": "returned_to_swg"}, {"reason"}),
    (
        fields.ConcludeSocFields,
        {"outcome": "returned", "reason": "Why.", "silence_until": LATER},
        {"silence_until"},
    ),
    (fields.ConcludeSocFields, {"outcome": "approved", "silence_until": SOON}, {"reason"}),
    (fields.ConcludeSocFields, {"outcome": "approved", "silence_until": NOW}, {"silence_until"}),
    (fields.TakePositionFields, {}, {"position"}),
    (fields.TakePositionFields, {"position": "veto"}, {"position"}),
    (fields.TakePositionFields, {"position": "reservation"}, {"statement"}),
    (fields.TakePositionFields, {"position": "interpretative_statement"}, {"statement"}),
    (fields.TakePositionFields, {"position": "amendment", "statement": " "}, {"statement"}),
    (fields.TakePositionFields, {"position": "support", "paragraphs": ["one"]}, {"paragraphs"}),
    (fields.WithdrawFields, {}, {"reason"}),
    (fields.PublishDecisionFields, {}, {"audience", "consent"}),
    (fields.PublishDecisionFields, {"audience": "members", "consent": "SOC."}, {"audience"}),
]


@pytest.mark.parametrize(("act_fields", "body", "named"), WRONG)
def test_a_wrong_body_is_refused_by_the_names_of_its_fields(act_fields, body, named):
    form = cleaned(act_fields, body)

    assert not form.is_valid()
    assert set(form.errors) == named


@pytest.mark.parametrize(
    "act_fields", list(dict.fromkeys(row.fields for row in TABLE)), ids=lambda one: one.__name__
)
def test_no_act_takes_a_field_that_it_does_not_name(act_fields):
    form = cleaned(act_fields, {"stage": "approved"})

    assert not form.is_valid()
    assert form.errors["stage"] == ["This act has no such field."]


@pytest.mark.parametrize("kind", ["support", "no_objection", "dissociation"])
def test_a_position_without_attached_text_needs_no_statement(kind):
    assert cleaned(fields.TakePositionFields, {"position": kind}).is_valid()


def test_a_silence_of_72_hours_needs_no_reason():
    deadline = (AT + timedelta(hours=72)).isoformat()

    assert cleaned(fields.OpenConsiderationFields, {"mode": "silence", "deadline": deadline}).is_valid()


def test_a_shorter_silence_passes_with_a_reason():
    body = {"mode": "silence", "deadline": SOON, "waiver_reason": "The ministers meet on Friday."}

    assert cleaned(fields.OpenConsiderationFields, body).is_valid()


def test_an_instant_is_kept_in_utc_whatever_zone_it_came_in():
    form = cleaned(fields.OpenConsultationFields, {"answer_by": "2026-03-10T14:00:00+05:00"})

    assert form.is_valid()
    assert form.validated_data["answer_by"] == datetime(2026, 3, 10, 9, tzinfo=UTC)
    assert form.validated_data["answer_by"].utcoffset() == timedelta(0)


def test_the_last_interested_state_need_not_say_why_it_withdraws_the_proposal():
    form = cleaned(fields.WithdrawFields, {}, interested=["KG"], participant="KG")

    assert form.is_valid()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


class GarbageTest(TestCase):
    """Whatever JSON comes in, a body is either clean or refused by name; nothing fails."""

    @settings(max_examples=150, deadline=None)
    @given(st.sampled_from(TABLE), st.data())
    def test_garbage_is_refused_by_name(self, row, data):
        names = st.sampled_from(sorted(row.fields().fields) or ["nothing"]) | st.text(max_size=5)
        body = data.draw(st.dictionaries(names, json_values, max_size=4) | json_values.filter(bool))

        form = cleaned(row.fields, body)

        assert form.is_valid() or form.errors
