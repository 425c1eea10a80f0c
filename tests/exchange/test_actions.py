"""What each act on a submission leaves: rows, stage, register, notices."""

from datetime import timedelta

import orjson
import pytest

from exchange import actions
from exchange.enums import Audience, ExchangeAction, SubmissionStage
from exchange.models import Delivery, Submission, Version
from members.actor import Actor
from notices.models import Notice
from records.models import Act
from records.refusals import Invalid, NotNow, NotVisible, NotYours, Stale
from tests.factories import taking
from tests.factories.exchange import (
    CO_AUTHOR,
    LEAD,
    RECIPIENT,
    UNINVOLVED,
    act,
    body,
    disseminated,
    dossier_of,
    submission_at,
    submit,
    text_file,
    together,
)
from tests.factories.members import chair, delegate, secretariat

pytestmark = pytest.mark.django_db


def last_act() -> Act:
    return Act.objects.order_by("-number")[0]


def told_of(entered: Act) -> set[str]:
    return set(Notice.objects.filter(act=entered).values_list("addressee", flat=True))


def can_read(submission: Submission, actor) -> bool:
    return Version.objects.visible_to(actor).filter(submission=submission).exists()


def can_see(submission: Submission, actor) -> bool:
    return Submission.objects.visible_to(actor).filter(pk=submission.pk).exists()


def test_a_single_author_submits_to_the_secretariat():
    submission = submit()

    assert (submission.reference[:2], submission.stage) == ("S-", SubmissionStage.INTAKE)
    assert told_of(last_act()) == {"secretariat", "chair"}
    assert can_read(submission, secretariat())
    assert not can_see(submission, delegate(RECIPIENT))


def test_a_group_waits_for_every_author():
    submission = submit(authors=["TJ", "KZ"])
    act(ExchangeAction.CONFIRM, submission, delegate("TJ"))
    waited_for = dossier_of(submission).unconfirmed
    act(ExchangeAction.CONFIRM, submission, delegate("KZ"))

    assert waited_for == ["KZ"]
    assert dossier_of(submission).stage == SubmissionStage.INTAKE


def test_until_its_authors_agree_the_secretariat_sees_only_that_it_exists():
    submission = submit(authors=[CO_AUTHOR])

    assert can_see(submission, secretariat())
    assert not can_read(submission, secretariat())
    assert not can_see(submission, chair())
    assert can_read(submission, delegate(CO_AUTHOR))


def test_the_secretariat_confirms_for_a_state_that_wrote_a_note():
    submission = submit(authors=[CO_AUTHOR])
    note = {"on_behalf_of": CO_AUTHOR, "note_number": "17/26", "note_date": "2026-01-15"}

    act(ExchangeAction.CONFIRM, submission, secretariat(), **note)

    entered = last_act()
    assert (entered.state, entered.entered_by) == (CO_AUTHOR, "secretariat")
    assert dossier_of(submission).stage == SubmissionStage.INTAKE


def test_an_author_confirms_once():
    submission = submit(authors=["TJ", "KZ"])
    act(ExchangeAction.CONFIRM, submission, delegate("TJ"))

    with pytest.raises(NotNow):
        act(ExchangeAction.CONFIRM, submission, delegate("TJ"))


def test_who_declines_leaves_and_the_lead_goes_on_without_it():
    submission = submit(authors=["TJ", "KZ"])
    act(ExchangeAction.DECLINE, submission, delegate("TJ"), reason="Not in our name.")
    left, stage = list(dossier_of(submission).authors), dossier_of(submission).stage
    act(ExchangeAction.RESUBMIT, submission, delegate(LEAD), **body(authors=["KZ"]))

    assert (stage, left) == (SubmissionStage.DECLINED, [LEAD, "KZ"])
    assert not can_see(submission, delegate("TJ"))
    now = dossier_of(submission)
    assert (now.stage, now.latest.number, now.unconfirmed) == (SubmissionStage.AWAITING_AUTHORS, 2, ["KZ"])


def test_who_has_confirmed_may_still_decline_while_another_is_awaited():
    submission = submit(authors=["TJ", "KZ"])
    act(ExchangeAction.CONFIRM, submission, delegate("TJ"))
    act(ExchangeAction.DECLINE, submission, delegate("TJ"), reason="The capital sees it otherwise.")

    now = dossier_of(submission)
    assert (now.stage, list(now.authors)) == (SubmissionStage.DECLINED, [LEAD, "KZ"])


def test_who_submitted_a_version_does_not_decline_it():
    submission = submit(authors=["TJ"])

    with pytest.raises(NotNow):
        act(ExchangeAction.DECLINE, submission, delegate(LEAD))
    act(ExchangeAction.CONFIRM, submission, delegate("TJ"))
    with pytest.raises(NotNow):
        act(ExchangeAction.DECLINE, submission, delegate("TJ"))


def test_nothing_is_confirmed_after_somebody_declined():
    submission = submit(authors=["TJ", "KZ"])
    act(ExchangeAction.DECLINE, submission, delegate("TJ"))

    with pytest.raises(NotNow):
        act(ExchangeAction.CONFIRM, submission, delegate("KZ"))


@pytest.mark.parametrize(
    ("audience", "reads", "does_not"),
    [
        ({"audience": "named", "recipients": ["JP", "UZ"]}, ["JP", "UZ"], ["KZ", "US", ""]),
        ({"audience": "members"}, ["UZ", "KZ"], ["JP", ""]),
        ({"audience": "participants"}, ["UZ", "JP"], [""]),
        ({"audience": "public"}, ["UZ", "JP", ""], []),
    ],
)
def test_it_is_disseminated_to_exactly_the_audience(audience, reads, does_not):
    submission = disseminated(**audience)
    actors = {code: delegate(code) if code else Actor.nobody() for code in (*reads, *does_not)}

    assert [code for code in actors if can_read(submission, actors[code])] == reads
    assert not any(can_see(submission, actors[code]) for code in does_not)


def test_every_recipient_is_served_and_told():
    submission = disseminated(audience="members")

    served = set(
        Delivery.objects.filter(version__submission=submission).values_list("participant", flat=True)
    )
    assert len(served) == 27
    assert LEAD not in served
    assert told_of(last_act()) == served | {LEAD, "chair"}


def test_the_register_holds_neither_words_nor_recipients():
    submission = disseminated(CO_AUTHOR, title="Quokka", text="Wombat", files=[text_file("numbat.txt")])

    payloads = " ".join(Act.objects.values_list("payload", flat=True))
    for word in ("Quokka", "Wombat", "numbat", f'"{RECIPIENT}"'):
        assert word not in payloads
    assert orjson.loads(last_act().payload)["digest"] == dossier_of(submission).current.digest


def test_a_return_is_read_by_authors_and_not_by_later_readers():
    submission = submission_at(SubmissionStage.RETURNED)
    returned = last_act()
    act(ExchangeAction.RESUBMIT, submission, delegate(LEAD), **body(audience="public", authors=[]))
    act(ExchangeAction.DISSEMINATE, submission, secretariat())

    assert can_read(submission, delegate(UNINVOLVED))
    assert not Act.objects.visible_to(delegate(UNINVOLVED)).filter(pk=returned.pk).exists()
    assert Act.objects.visible_to(delegate(LEAD)).filter(pk=returned.pk).exists()


def test_a_correction_reaches_the_same_readers_with_what_changed():
    submission = disseminated(text="Ten tonnes.", files=[text_file()])

    act(
        ExchangeAction.CORRECT,
        submission,
        delegate(LEAD),
        title="Forecasts",
        text="Eleven tonnes.",
        changes="Ten is eleven.",
    )

    now = dossier_of(submission)
    assert (now.current.number, now.current.changes) == (2, "Ten is eleven.")
    assert told_of(last_act()) == {RECIPIENT, LEAD, "secretariat", "chair"}
    assert now.current.attachments.get().document.name == "forecast.txt"
    assert Version.objects.visible_to(delegate(RECIPIENT)).filter(submission=submission).count() == 2
    assert now.deliveries[RECIPIENT].acknowledged_at is None


def test_a_groups_correction_waits_for_all_and_is_unseen_until_then():
    submission = disseminated(CO_AUTHOR)
    act(
        ExchangeAction.CORRECT,
        submission,
        delegate(LEAD),
        title="Forecasts",
        text="Eleven.",
        changes="Ten is eleven.",
    )
    before = Version.objects.visible_to(delegate(RECIPIENT)).filter(submission=submission).count()

    act(ExchangeAction.CONFIRM, submission, delegate(CO_AUTHOR))

    assert before == 1
    assert dossier_of(submission).current.number == 2


def test_a_declined_correction_leaves_what_is_out():
    submission = disseminated(CO_AUTHOR)
    act(
        ExchangeAction.CORRECT,
        submission,
        delegate(LEAD),
        title="Forecasts",
        text="Eleven.",
        changes="Ten is eleven.",
    )

    act(ExchangeAction.DECLINE, submission, delegate(CO_AUTHOR))

    now = dossier_of(submission)
    assert (now.stage, now.current.number, now.pending) == (SubmissionStage.DISSEMINATED, 1, None)
    assert CO_AUTHOR in now.authors


def test_withdrawing_takes_the_content_and_leaves_the_entry():
    submission = submission_at(SubmissionStage.WITHDRAWN)

    assert can_see(submission, delegate(RECIPIENT))
    assert not can_read(submission, delegate(RECIPIENT))
    assert can_read(submission, delegate(LEAD))
    assert RECIPIENT in told_of(last_act())
    assert not Submission.objects.visible_to(delegate(RECIPIENT)).search("forecasts").exists()


def test_a_co_author_withdraws_only_what_has_left_the_group():
    waiting, out = submit(authors=[CO_AUTHOR]), disseminated(CO_AUTHOR)

    with pytest.raises(NotYours):
        act(ExchangeAction.WITHDRAW, waiting, delegate(CO_AUTHOR), reason="No.")
    act(ExchangeAction.WITHDRAW, out, delegate(CO_AUTHOR), reason="No longer ours.")

    assert dossier_of(out).stage == SubmissionStage.WITHDRAWN


def test_receipt_is_acknowledged_once_a_version():
    submission = disseminated()
    act(ExchangeAction.ACKNOWLEDGE, submission, delegate(RECIPIENT))

    with pytest.raises(NotNow):
        act(ExchangeAction.ACKNOWLEDGE, submission, delegate(RECIPIENT))
    act(ExchangeAction.CORRECT, submission, delegate(LEAD), title="F", text="New.", changes="All.")
    act(ExchangeAction.ACKNOWLEDGE, submission, delegate(RECIPIENT))


def test_only_the_recipient_authors_and_offices_know_who_acknowledged():
    submission = disseminated(audience="participants")
    act(ExchangeAction.ACKNOWLEDGE, submission, delegate(RECIPIENT))
    entered = last_act()

    def sees(actor):
        return Act.objects.visible_to(actor).filter(pk=entered.pk).exists()

    assert [sees(delegate(code)) for code in (RECIPIENT, LEAD, UNINVOLVED)] == [True, True, False]
    assert sees(secretariat())


def test_all_authors_together_widen_the_audience_and_former_readers_are_told():
    submission = disseminated(CO_AUTHOR)
    act(ExchangeAction.WIDEN, submission, delegate(LEAD), audience="members", reason="It is of use to all.")
    asked = can_see(submission, delegate(UNINVOLVED))

    act(ExchangeAction.CONSENT, submission, delegate(CO_AUTHOR))

    assert not asked
    assert can_read(submission, delegate(UNINVOLVED))
    assert can_read(submission, delegate(RECIPIENT))
    assert {RECIPIENT, UNINVOLVED, "secretariat"} <= told_of(last_act())


def test_one_refusal_keeps_the_audience():
    submission = disseminated(CO_AUTHOR)
    act(ExchangeAction.WIDEN, submission, delegate(LEAD), audience="public")

    act(ExchangeAction.REFUSE, submission, delegate(CO_AUTHOR))

    assert dossier_of(submission).widening is None
    assert not can_see(submission, delegate(UNINVOLVED))


def test_a_wider_audience_reads_the_current_version_and_none_before():
    submission = disseminated(text="Secret first.")
    act(
        ExchangeAction.CORRECT,
        submission,
        delegate(LEAD),
        title="F",
        text="Clean.",
        changes="Left out a figure.",
    )

    act(ExchangeAction.WIDEN, submission, delegate(LEAD), audience="public")

    readable = Version.objects.visible_to(delegate(UNINVOLVED)).filter(submission=submission)
    assert list(readable.values_list("number", flat=True)) == [2]


@pytest.mark.parametrize(
    "asked", [{"audience": "named", "recipients": ["JP"]}, {"audience": "named", "recipients": []}]
)
def test_an_audience_only_widens(asked):
    with pytest.raises((NotNow, Invalid)):
        act(ExchangeAction.WIDEN, disseminated(), delegate(LEAD), **asked)


def test_a_named_audience_takes_further_names():
    submission = disseminated()

    act(ExchangeAction.WIDEN, submission, delegate(LEAD), audience="named", recipients=["US"])

    assert dossier_of(submission).current.recipients == ["JP", "US"]
    assert can_read(submission, delegate("US"))


def test_what_one_may_not_see_is_not_there_to_be_acted_on():
    with pytest.raises(NotVisible):
        act(ExchangeAction.ACKNOWLEDGE, submit(), delegate(UNINVOLVED))


def test_an_act_on_a_changed_submission_is_stale():
    submission = disseminated()

    with pytest.raises(Stale):
        taking.act_on_submission(
            ExchangeAction.ACKNOWLEDGE,
            reference=submission.reference,
            actor=delegate(RECIPIENT),
            data={},
            expected_revision=1,
        )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": ""}, "text"),
        ({"audience": ""}, "audience"),
        ({"measures": []}, "measures"),
        ({"measures": ["ECO-99"]}, "measures"),
        ({"audience": "named", "recipients": []}, "recipients"),
        ({"audience": "public", "recipients": ["JP"]}, "recipients"),
        ({"authors": ["XX"]}, "authors"),
        ({"kind": "nil_return"}, "call"),
        ({"kind": "views"}, "audience"),
        ({"call": "C-2026-999"}, "call"),
        ({"widens_on": "2020-01-01", "widens_to": "public", "silence": "keep"}, "widens_on"),
        (
            {"widens_on": "2030-01-01", "widens_after": "A summit", "widens_to": "public", "silence": "keep"},
            "widens_on",
        ),
        ({"widens_on": "2030-01-01", "silence": "keep"}, "widens_to"),
        ({"widens_on": "2030-01-01", "widens_to": "public"}, "silence"),
        (
            {"audience": "public", "widens_on": "2030-01-01", "widens_to": "members", "silence": "keep"},
            "widens_to",
        ),
        ({"files": ["not a file"]}, "files"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_submission_that_is_not_right_is_refused(wrong, field):
    with pytest.raises(Invalid) as refused:
        submit(**wrong)

    assert list(refused.value.errors) == [field]
    assert not Submission.objects.exists()


def test_the_callers_own_state_is_always_one_author():
    submission = submit(authors=[LEAD])

    assert (submission.stage, list(dossier_of(submission).authors)) == (SubmissionStage.INTAKE, [LEAD])


def test_opening_it_is_noted_the_first_time():
    submission = disseminated()
    at, versions = submission.stage_since, submission.versions.all()

    actions.note_opened(versions, actor=delegate(RECIPIENT), at=at)
    actions.note_opened(versions, actor=delegate(RECIPIENT), at=at + timedelta(days=1))

    assert dossier_of(submission).deliveries[RECIPIENT].opened_at == at


def test_audiences_are_ordered_by_width():
    assert sorted(Audience, key=lambda audience: audience.width) == [
        "named",
        "members",
        "participants",
        "public",
    ]


def test_a_joint_text_is_read_by_all_delegations_of_its_authors():
    submission = together("TJ", "KZ")

    assert all(can_read(submission, delegate(code)) for code in (LEAD, "TJ", "KZ"))


def test_an_observer_sends_information_by_note_verbale():
    note = {"on_behalf_of": RECIPIENT, "note_number": "5/26", "note_date": "2026-01-15"}

    submission = taking.submit(actor=secretariat(), data=body(audience="members", **note))

    assert list(dossier_of(submission).authors) == [RECIPIENT]
    assert Act.objects.get(object_key=submission.reference).capacity == "observer"
