"""A next version begins with all of the last: on the page, and for what a body of the API leaves out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from rest_framework import serializers

from cbms.actions import enter_coordinators
from cbms.models import Measure
from cica.widgets import own_fields
from exchange.enums import ExchangeAction, SubmissionStage
from exchange.models import Submission
from implementation.models import ActionPlan
from meetings.models import Meeting, Task
from members.actor import Actor
from proposals.enums import Action as ProposalAct
from proposals.enums import Stage as ProposalStage
from records import clock
from records.act_fields import ActFields
from records.known_acts import acts_by_room
from tests.factories import taking
from tests.factories.exchange import CO_AUTHOR, LEAD, act, disseminated, dossier_of, submit, text_file
from tests.factories.meetings import convene, on_meeting
from tests.factories.members import browser, delegate, secretariat
from tests.factories.proposals import COORDINATOR, proposal_at, silence_at
from tests.factories.proposals import act as take
from tests.forms import controls_of, drawn, send_as_drawn
from tests.pages import texts

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Next:
    """An act that makes a next version: on what, who makes it, what it must add, and what the object says."""

    make: Callable[[], Any]
    actor: Callable[[], Actor]
    page: str
    api: str
    says: Callable[[Any], dict[str, Any]]
    adds: Mapping[str, Any] = field(default_factory=dict)


def returned() -> Submission:
    tomorrow = clock.now().date() + timedelta(days=1)
    whole = submit(
        kind="information", measures=["ECO-2", "ECO-3"], title="Forecasts", text="Good.\nVery good.",
        language="fr", audience="named", recipients=["JP", "MN"], authors=[CO_AUTHOR], files=[text_file()],
        widens_on=tomorrow.isoformat(), widens_to="public", silence="keep",
    )  # fmt: skip
    act(ExchangeAction.CONFIRM, whole, delegate(CO_AUTHOR))
    return act(ExchangeAction.RETURN, whole, secretariat(), reason="The year is missing.")


def said_by(submission: Submission) -> dict[str, Any]:
    dossier = dossier_of(submission)
    submission, version = dossier.submission, dossier.latest
    return {
        **{name: getattr(version, name) for name in ("title", "text", "language", "audience", "recipients")},
        **{name: getattr(submission, name) for name in ("widens_on", "widens_after", "widens_to", "silence")},
        "measures": [measure.code for measure in submission.measures.in_printed_order()],
        "authors": list(dossier.authors),
        "files": list(version.attachments.values_list("document__digest", flat=True)),
    }


def plan() -> ActionPlan:
    today = clock.now().date()
    data = {
        "measure": "ECO-2", "title": "Forecasts", "text": "A network.",
        "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=300)).isoformat(),
    }  # fmt: skip
    enter_coordinators(
        measure=Measure.objects.get(edition="2007", code="ECO-2"),
        coordinators=[(LEAD, "coordinator")],
        decision="SOC-2026-900",
        on=today - timedelta(days=1),
    )
    row, _act = taking.enter(ActionPlan, actor=delegate(LEAD), data=data, at=clock.now())
    return row


def meeting() -> Meeting:
    begins = (clock.now() + timedelta(days=30)).replace(second=0, microsecond=0)
    days = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=3)).isoformat()}
    return convene(**days, place="Almaty", time_zone="Asia/Tokyo")


def task() -> Task:
    row = meeting().tasks.order_by("due_on", "pk").first()
    row.note = "Asked the host."
    row.save()
    return row


def columns(*names: str) -> Callable[[Any], dict[str, Any]]:
    def said(row: Any) -> dict[str, Any]:
        row.refresh_from_db()
        return {name: getattr(row, name) for name in names}

    return said


EXCHANGE, PLANS = "exchange/{0.reference}/acts/", "implementation/action-plans/{0.reference}/actions/"
SUBMISSION, PLAN = "submissions/{0.reference}/actions/", "action-plans/{0.reference}/actions/"
MEETING, OF_TASK = "meetings/{0.reference}/actions/", "meetings/{0.meeting.reference}/actions/"


NEXT: dict[str, Next] = {
    "resubmit-submission": Next(
        make=returned,
        actor=lambda: delegate(LEAD),
        page=f"{EXCHANGE}resubmit/",
        api=f"{SUBMISSION}resubmit/",
        says=said_by,
    ),
    "correct-submission": Next(
        make=lambda: disseminated(text="Good.\nVery good.", files=[text_file()]),
        actor=lambda: delegate(LEAD),
        page=f"{EXCHANGE}correct/",
        api=f"{SUBMISSION}correct/",
        says=said_by,
        adds={"changes": "A figure."},
    ),
    "amend-action-plan": Next(
        make=plan,
        actor=lambda: delegate(LEAD),
        page=f"{PLANS}amend-action-plan/",
        api=f"{PLAN}amend-action-plan/",
        says=columns("title", "text", "starts_on", "ends_on"),
        adds={"reason": "The network is larger."},
    ),
    "reschedule": Next(
        make=meeting,
        actor=secretariat,
        page=f"{MEETING}reschedule/",
        api=f"{MEETING}reschedule/",
        says=columns("starts_at", "ends_at", "time_zone", "place"),
        adds={"reason": "The hall."},
    ),
    "update-task": Next(
        make=task,
        actor=secretariat,
        page=f"{OF_TASK}update-task/?task={{0.number}}",
        api=f"{OF_TASK}update-task/",
        says=columns("note", "due_on"),
    ),
}


def adds(name: str, row: Any) -> dict[str, Any]:
    return dict(NEXT[name].adds) | ({"task": row.number, "state": "done"} if name == "update-task" else {})


def test_every_act_that_makes_a_next_version_is_tried_here():
    continuing = {
        act_type.name for _room, acts in acts_by_room() for act_type in acts if act_type.fields.continues
    }

    # The page of an account is tried in `members/test_accounts_by_act.py`: accounts have no API.
    assert continuing == {*NEXT, "change-account"}


@pytest.mark.parametrize("name", NEXT)
def test_a_form_sent_as_it_was_drawn_changes_nothing(name):
    case = NEXT[name]
    row = case.make()
    before = case.says(row)

    answer = send_as_drawn(browser(case.actor()), f"/{case.page.format(row)}", **adds(name, row))

    assert answer.status_code == 303, answer.content.decode()
    assert case.says(row) == before


@pytest.mark.parametrize("name", NEXT)
def test_what_a_body_of_the_api_leaves_out_stays(name):
    case = NEXT[name]
    row = case.make()
    before = case.says(row)

    client = browser(case.actor())
    answer = client.post(f"/api/v1/{case.api.format(row)}", adds(name, row), content_type="application/json")

    assert answer.status_code == 200, answer.content.decode()
    assert case.says(row) == before


def test_a_kept_file_can_be_taken_out_or_replaced():
    submission = returned()
    client, page = browser(delegate(LEAD)), f"/exchange/{submission.reference}/acts/resubmit/"
    (kept,) = [value for value in drawn(client, page).sent["keep_files"] if value]

    send_as_drawn(client, page, files=[text_file(content=b"Season: fair.\n")])
    replaced = dossier_of(submission).latest.attachments.get().document

    assert str(replaced.pk) != kept
    assert bytes(replaced.content) == b"Season: fair.\n"

    act(ExchangeAction.CONFIRM, submission, delegate(CO_AUTHOR))
    act(ExchangeAction.RETURN, submission, secretariat(), reason="Once more.")
    send_as_drawn(client, page, keep_files=[""])

    assert dossier_of(submission).latest.attachments.count() == 0


def test_emptying_a_field_of_the_form_empties_it():
    submission = returned()

    send_as_drawn(
        browser(delegate(LEAD)), f"/exchange/{submission.reference}/acts/resubmit/",
        authors=[""], widens_on="", widens_to="", silence="",
    )  # fmt: skip

    assert list(dossier_of(submission).authors) == [LEAD]
    assert dossier_of(submission).submission.widens_to == ""
    assert dossier_of(submission).stage == SubmissionStage.INTAKE


def test_a_file_of_another_version_is_refused():
    other, submission = disseminated(files=[text_file()]), returned()
    foreign = dossier_of(other).latest.attachments.get().document_id

    answer = browser(delegate(LEAD)).post(
        f"/exchange/{submission.reference}/acts/resubmit/", {"keep_files": [str(foreign)]}
    )

    assert answer.status_code == 400
    assert "The version before has no such file." in answer.content.decode()


def test_a_co_author_that_confirms_again_sees_what_differs():
    submission = returned()
    body = {
        "title": "Forecasts", "text": "Good.\nExcellent.", "measures": ["ECO-2"], "audience": "members",
        "keep_files": False, "files": [text_file(name="new.txt")],
    }  # fmt: skip
    act(ExchangeAction.RESUBMIT, submission, delegate(LEAD), **body)
    address, client = submission.get_absolute_url(), browser(delegate(CO_AUTHOR))

    pages = [client.get(address), client.get(f"{address}acts/confirm/")]
    told = {
        one["field"]: (one["before"], one["after"])
        for one in client.get(f"/api/v1/submissions/{submission.reference}/").json()["differs"]
    }

    for page in pages:
        assert {"Very good.", "forecast.txt", "ECO-2, ECO-3"} <= set(texts(page, "del"))
        assert {"Excellent.", "new.txt", "ECO-2"} <= set(texts(page, "ins"))
    assert set(told) == {"measures", "text", "files", "audience"}
    assert told["audience"][1] == "the member states"
    other = browser(delegate(LEAD)).get(f"/api/v1/submissions/{submission.reference}/").json()
    assert other["differs"] == []


class BoxFields(ActFields):
    """A form with both kinds of box."""

    yes = serializers.BooleanField(default=True)
    no = serializers.BooleanField(default=False)


def test_a_box_that_is_true_by_default_is_drawn_ticked():
    boxes = {bound.name: bound.value for bound in own_fields(BoxFields())}

    assert boxes == {"yes": True, "no": False}


def test_every_box_of_every_act_is_drawn_as_it_is_by_default():
    wrong = [
        (act_type.name, name)
        for _room, acts in acts_by_room()
        for act_type in acts
        for name, box in act_type.fields().fields.items()
        if isinstance(box, serializers.BooleanField) and bool(box.get_initial()) != (box.default is True)
    ]

    assert wrong == []


def test_a_refused_paper_comes_back_with_its_empty_paragraphs():
    proposal = proposal_at(ProposalStage.DRAFTING)
    client, page = browser(delegate(COORDINATOR)), f"/proposals/{proposal.reference}/actions/submit-paper/"
    posted = {
        "title": "",
        "paragraphs[0]en": "", "paragraphs[0]heading": "true",
        "paragraphs[1]en": "Introduction", "paragraphs[1]heading": "true",
        "paragraphs[2]en": "",
        "paragraphs[3]en": "", "paragraphs[3]ru": "Только по-русски.",
    }  # fmt: skip

    answer = client.post(page, posted)
    sent = controls_of(answer.content.decode()).sent

    assert answer.status_code == 400
    assert [sent[f"paragraphs[{index}]en"] for index in range(4)] == [[""], ["Introduction"], [""], [""]]
    assert sent["paragraphs[3]ru"] == ["Только по-русски."]
    assert "Paragraphs 4: " in answer.content.decode()


def test_a_new_answer_to_a_consultation_begins_with_the_standing_one():
    proposal = proposal_at(ProposalStage.CONSULTATION)
    take(ProposalAct.RESPOND, proposal, delegate(COORDINATOR), answer="coordinate", statement="Gladly.")

    sent = drawn(browser(delegate(COORDINATOR)), f"/proposals/{proposal.reference}/actions/respond/").sent

    assert (sent["answer"], sent["statement"]) == (["coordinate"], ["Gladly."])


def test_a_new_position_begins_with_the_standing_one():
    proposal = silence_at(ProposalStage.WORKING_GROUP)
    take(ProposalAct.TAKE_POSITION, proposal, delegate("KZ"), position="support", statement="As it stands.")

    sent = drawn(browser(delegate("KZ")), f"/proposals/{proposal.reference}/actions/take-position/").sent

    assert (sent["position"], sent["statement"]) == (["support"], ["As it stands."])


def test_a_new_answer_to_an_invitation_begins_with_the_standing_one():
    row = meeting()
    on_meeting(row, "answer-invitation", delegate("KZ"), answer="online")

    sent = drawn(browser(delegate("KZ")), f"/meetings/{row.reference}/actions/answer-invitation/").sent

    assert sent["answer"] == ["online"]


def test_a_plan_in_the_place_of_another_begins_with_it():
    row = plan()
    client = browser(delegate(LEAD))
    address = f"/implementation/action-plans/new/?replaces={row.reference}"

    assert address in client.get(f"/implementation/action-plans/{row.reference}/").content.decode()
    answer = send_as_drawn(client, address)

    assert answer.status_code == 303
    after = ActionPlan.objects.get(replaces=row)
    assert (after.title, after.text, after.starts_on) == (row.title, row.text, row.starts_on)
