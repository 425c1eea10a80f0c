"""Calls for information and compilations of views."""

import pytest

from exchange import actions
from exchange.dossier import silent_on
from exchange.enums import CallStage, ExchangeAction, SubmissionStage
from exchange.models import Call, Compilation, Version
from exchange.tables import rows_of
from notices.models import Notice
from records.models import Act
from records.refusals import Invalid, NotNow, NotVisible, NotYours
from tests.factories import taking
from tests.factories.exchange import (
    CO_AUTHOR,
    LEAD,
    RECIPIENT,
    UNINVOLVED,
    act,
    body,
    call_for_information,
    compiled,
    dossier_of,
    submit,
    views_of,
)
from tests.factories.members import browser, chair, delegate, secretariat
from tests.sending import form_on

pytestmark = pytest.mark.django_db


def told_of(entered: Act) -> set[str]:
    return set(Notice.objects.filter(act=entered).values_list("addressee", flat=True))


def test_a_call_asks_every_member_state():
    call = call_for_information()

    assert call.addressees.count() == 28
    assert not Call.objects.visible_to(delegate(RECIPIENT)).exists()
    assert Call.objects.visible_to(delegate(LEAD)).exists()


def test_a_call_to_all_participants_asks_observers_too():
    call = call_for_information(by=chair(), audience="participants")

    assert Call.objects.visible_to(delegate(RECIPIENT)).get() == call
    assert not Call.objects.visible_to(actions.Actor.nobody()).exists()


def test_answers_and_nil_returns_count_and_joint_ones_for_each_author():
    call = call_for_information()
    submit(LEAD, call=call.reference)
    submit("KZ", call=call.reference, kind="nil_return", title="", text="", audience="members")
    joint = submit("TJ", call=call.reference, authors=["UZ"])
    waiting = {"TJ", "UZ"} <= set(silent_on(call))
    act(ExchangeAction.CONFIRM, joint, delegate("UZ"))

    assert waiting
    assert not {LEAD, "KZ", "TJ", "UZ"} & set(silent_on(call))
    assert len(silent_on(call)) == 24


def test_an_answer_is_on_the_calls_measures_unless_others_are_named():
    call = call_for_information(measures=["ECO-2", "ENV-1"])

    answer = submit(LEAD, call=call.reference, measures=[])

    assert set(answer.measures.values_list("code", flat=True)) == {"ECO-2", "ENV-1"}


@pytest.mark.parametrize("undone", [ExchangeAction.RETURN, ExchangeAction.WITHDRAW])
def test_an_answer_that_does_not_stand_does_not_count(undone):
    call = call_for_information()
    answer = submit(LEAD, call=call.reference)
    by = secretariat() if undone == ExchangeAction.RETURN else delegate(LEAD)

    act(undone, answer, by, reason="Not complete.")

    assert LEAD in silent_on(call)


def test_only_the_silent_are_reminded():
    call = call_for_information()
    submit(LEAD, call=call.reference)

    entered = taking.act_on_call(
        ExchangeAction.REMIND, reference=call.reference, actor=secretariat(), data={}
    )

    assert LEAD not in told_of(entered)
    assert told_of(entered) == set(silent_on(call))
    assert call.addressees.get(participant=LEAD).reminded_at is None
    assert call.addressees.get(participant=CO_AUTHOR).reminded_at


def test_nobody_answers_a_closed_call_nor_one_that_asks_others():
    call = call_for_information()
    with pytest.raises(Invalid):
        submit(RECIPIENT, call=call.reference)
    taking.act_on_call(ExchangeAction.CLOSE_CALL, reference=call.reference, actor=chair(), data={})

    with pytest.raises(NotNow):
        submit(LEAD, call=call.reference)
    assert Call.objects.get().stage == CallStage.CLOSED


@pytest.mark.parametrize("by", ["LEAD", "RECIPIENT"])
def test_a_delegation_does_not_run_a_call(by):
    call = call_for_information(audience="participants")
    actor = delegate({"LEAD": LEAD, "RECIPIENT": RECIPIENT}[by])

    with pytest.raises(NotYours):
        taking.act_on_call(ExchangeAction.REMIND, reference=call.reference, actor=actor, data={})
    with pytest.raises(NotYours):
        taking.open_call(actor=actor, data={})


def test_there_is_no_such_act_on_a_call():
    with pytest.raises(NotVisible):
        taking.act_on_call("fly", reference=call_for_information().reference, actor=secretariat(), data={})


def test_views_are_read_by_chair_and_secretariat_until_they_are_compiled():
    views = views_of(LEAD)

    def reads(actor):
        return Version.objects.visible_to(actor).filter(submission=views).exists()

    assert [reads(actor) for actor in (chair(), secretariat(), delegate(UNINVOLVED))] == [True, True, False]
    with pytest.raises(NotNow):
        act(ExchangeAction.DISSEMINATE, views, secretariat())


def test_the_compilation_is_one_table_by_measure_and_state():
    views_of("TJ", measure="ENV-1")
    views_of("UZ")
    views_of("KG")

    rows = rows_of(compiled("ECO-2", "ENV-1"), actor=secretariat())

    assert [(row.measure, row.states) for row in rows] == [
        ("ECO-2", ("KG",)), ("ECO-2", ("UZ",)), ("ENV-1", ("TJ",)),
    ]  # fmt: skip


def test_the_compilation_opens_the_views_to_the_member_states():
    views = views_of(LEAD)
    compilation = compiled()
    before = Compilation.objects.visible_to(delegate(UNINVOLVED)).exists()

    entered = taking.act_on_compilation(
        ExchangeAction.DISSEMINATE_VIEWS, reference=compilation.reference, actor=secretariat(), data={}
    )

    assert not before
    assert dossier_of(views).stage == SubmissionStage.DISSEMINATED
    assert rows_of(compilation, actor=delegate(UNINVOLVED))[0].text == "The forecasts of the season."
    assert not Compilation.objects.visible_to(delegate(RECIPIENT)).exists()
    assert {UNINVOLVED, "chair"} <= told_of(entered)


def test_withdrawn_views_keep_their_line_and_lose_their_text():
    views = views_of(LEAD)
    compilation = compiled()
    taking.act_on_compilation(
        ExchangeAction.DISSEMINATE_VIEWS, reference=compilation.reference, actor=secretariat(), data={}
    )

    act(ExchangeAction.WITHDRAW, views, delegate(LEAD), reason="Reconsidered.")

    row = rows_of(compilation, actor=delegate(UNINVOLVED))[0]
    assert (row.text, row.title, row.is_withdrawn) == ("", "", True)


def test_there_must_be_views_to_compile():
    with pytest.raises(NotNow):
        compiled()


def test_views_that_come_after_the_form_was_drawn_are_not_compiled_unseen():
    views_of(LEAD)
    client, page = browser(secretariat()), "/exchange/views/new/"
    typed = {"title": "Views", "measures": ["ECO-2"]}
    form = form_on(client.get(page), page)
    views_of("KZ")

    stale = client.post(form.action, form.filled(typed))

    assert stale.status_code == 412
    assert not Compilation.objects.exists()
    assert form_on(stale, page).fields["title"] == ["Views"]
    again = form_on(stale, page)
    assert client.post(again.action, again.filled(typed)).status_code == 303
    assert Compilation.objects.get().entries.count() == 2


def test_views_withdrawn_before_dissemination_stay_with_their_authors():
    views = views_of(LEAD)
    compilation = compiled()
    act(ExchangeAction.WITHDRAW, views, delegate(LEAD), reason="Reconsidered.")

    taking.act_on_compilation(
        ExchangeAction.DISSEMINATE_VIEWS, reference=compilation.reference, actor=secretariat(), data={}
    )

    assert not Version.objects.visible_to(delegate(UNINVOLVED)).filter(submission=views).exists()


def test_an_observer_sends_information_and_views():
    assert submit("JP", **body(recipients=["KZ"])).stage == SubmissionStage.INTAKE
    assert views_of("JP").stage == SubmissionStage.INTAKE


def disseminate_compiled(compilation: Compilation) -> Act:
    return taking.act_on_compilation(
        ExchangeAction.DISSEMINATE_VIEWS, reference=compilation.reference, actor=secretariat(), data={}
    )


@pytest.mark.parametrize("undone", [ExchangeAction.RETURN, ExchangeAction.WITHDRAW])
def test_views_that_went_back_before_they_were_out_leave_no_trace_in_the_compilation(undone):
    views, other = views_of(LEAD), views_of("UZ")
    compilation = compiled()
    act(undone, views, secretariat() if undone == ExchangeAction.RETURN else delegate(LEAD), reason="No.")

    disseminate_compiled(compilation)

    reader = delegate(UNINVOLVED)
    assert [row.submission for row in rows_of(compilation, actor=reader)] == [other.reference]
    acts = Act.objects.visible_to(reader).filter(object_key=compilation.reference)
    assert [entered.action for entered in acts] == [ExchangeAction.DISSEMINATE_VIEWS]
    assert not any(views.reference in entered.payload for entered in acts)


def test_views_submitted_anew_do_not_go_out_in_the_text_that_was_compiled_before():
    views = views_of(LEAD, text="Superseded.")
    compilation = compiled()
    act(ExchangeAction.RETURN, views, secretariat(), reason="The year is missing.")
    act(ExchangeAction.RESUBMIT, views, delegate(LEAD), **body(audience="members", text="In 2026."))

    disseminate_compiled(compilation)

    assert dossier_of(views).stage == SubmissionStage.INTAKE
    assert not Version.objects.visible_to(delegate(UNINVOLVED)).filter(submission=views).exists()
    later = compiled()
    disseminate_compiled(later)
    assert [row.text for row in rows_of(later, actor=delegate(UNINVOLVED))] == ["In 2026."]
    assert dossier_of(views).pending is None
