"""Each act by each capacity; `tests/cica/test_canaries.py` says who reads what."""

from collections.abc import Callable

import pytest

from exchange.enums import ExchangeAction, SubmissionStage
from exchange.models import Submission
from exchange.transitions import BY_ADDRESS, CALL_ACTS, COMPILATION_ACTS
from members.actor import Actor
from tests.factories.exchange import (
    CO_AUTHOR,
    LEAD,
    RECIPIENT,
    UNINVOLVED,
    act,
    call_for_information,
    compiled,
    disseminated,
    submission_at,
    views_of,
)
from tests.factories.members import administrator, browser, chair, delegate, secretariat, viewer

pytestmark = pytest.mark.django_db

CAPACITIES: dict[str, Callable[[], Actor]] = {
    "public": Actor.nobody,
    "administrator": administrator,
    "observer": lambda: delegate("US"),
    "recipient": lambda: delegate(RECIPIENT),
    "member": lambda: delegate(UNINVOLVED),
    "lead": lambda: delegate(LEAD),
    "co_author": lambda: delegate(CO_AUTHOR),
    "viewer": lambda: viewer(LEAD),
    "chair": chair,
    "secretariat": secretariat,
}
BOTH_AUTHORS = {"lead", "co_author"}


def asked_about_the_audience() -> Submission:
    return act(
        ExchangeAction.WIDEN, submission_at(SubmissionStage.DISSEMINATED), delegate(LEAD), audience="members"
    )


def awaiting_an_event() -> Submission:
    return disseminated(CO_AUTHOR, widens_after="The summit", widens_to="public", silence="keep")


WHERE: dict[str, Callable[[], Submission]] = {
    "confirm": lambda: submission_at(SubmissionStage.AWAITING_AUTHORS),
    "decline": lambda: submission_at(SubmissionStage.AWAITING_AUTHORS),
    "resubmit": lambda: submission_at(SubmissionStage.RETURNED),
    "disseminate": lambda: submission_at(SubmissionStage.INTAKE),
    "return": lambda: submission_at(SubmissionStage.INTAKE),
    "acknowledge": lambda: submission_at(SubmissionStage.DISSEMINATED),
    "correct": lambda: submission_at(SubmissionStage.DISSEMINATED),
    "widen": lambda: submission_at(SubmissionStage.DISSEMINATED),
    "declare-event": awaiting_an_event,
    "consent": asked_about_the_audience,
    "refuse": asked_about_the_audience,
    "withdraw": lambda: submission_at(SubmissionStage.DISSEMINATED),
}
"""For each act, a submission of KG and TJ to JP on which it is open."""
WHOSE = {
    "confirm": BOTH_AUTHORS,
    "decline": BOTH_AUTHORS,
    "resubmit": {"lead"},
    "disseminate": {"secretariat"},
    "return": {"secretariat"},
    "acknowledge": {"recipient"},
    "correct": BOTH_AUTHORS,
    "widen": BOTH_AUTHORS,
    "declare-event": BOTH_AUTHORS | {"secretariat"},
    "consent": BOTH_AUTHORS,
    "refuse": BOTH_AUTHORS,
    "withdraw": BOTH_AUTHORS,
}
REFUSED = {401, 403, 404}


def test_every_act_has_its_row_here():
    assert set(WHERE) == set(WHOSE) == set(BY_ADDRESS)


@pytest.mark.parametrize("capacity", CAPACITIES)
@pytest.mark.parametrize("name", WHERE)
def test_each_act_is_for_those_whom_the_table_names(name, capacity):
    submission = WHERE[name]()
    client = browser(CAPACITIES[capacity]())

    answer = client.post(
        f"/api/v1/submissions/{submission.reference}/actions/{name}/", {}, content_type="application/json"
    )

    assert (answer.status_code not in REFUSED) == (capacity in WHOSE[name])


@pytest.mark.parametrize("capacity", CAPACITIES)
def test_who_may_submit_call_and_compile(capacity):
    client = browser(CAPACITIES[capacity]())

    allowed = {
        resource
        for resource in ("submissions", "views", "calls", "compilations")
        if client.post(f"/api/v1/{resource}/", {}, content_type="application/json").status_code not in REFUSED
    }

    expected = {
        "recipient": {"submissions", "views"},
        "observer": {"submissions", "views"},
        "member": {"submissions", "views"},
        "lead": {"submissions", "views"},
        "co_author": {"submissions", "views"},
        "chair": {"submissions", "views", "calls"},
        "secretariat": {"calls", "compilations"},
    }
    assert allowed == expected.get(capacity, set())


@pytest.mark.parametrize("capacity", CAPACITIES)
def test_who_may_act_on_calls_and_compilations(capacity):
    call = call_for_information(audience="participants")
    views_of(LEAD)
    compilation = compiled()
    client = browser(CAPACITIES[capacity]())
    addresses = [f"/api/v1/calls/{call.reference}/actions/{name}/" for name in CALL_ACTS] + [
        f"/api/v1/compilations/{compilation.reference}/actions/{name}/" for name in COMPILATION_ACTS
    ]

    statuses = [
        client.post(address, {}, content_type="application/json").status_code for address in addresses
    ]

    expected = {"secretariat": [200, 200, 200], "chair": [200, 200, 403]}
    for status, wanted in zip(statuses, expected.get(capacity, [None] * 3), strict=True):
        assert status == wanted if wanted else status in REFUSED


def test_a_reader_cannot_tell_from_a_tag_what_passes_between_others():
    """Neither an author's question to the other authors nor another's receipt changes what a reader gets."""
    submission = disseminated(CO_AUTHOR, audience="participants")
    client, address = browser(delegate(RECIPIENT)), f"/api/v1/submissions/{submission.reference}/"
    client.get(address)
    before = client.get(address)

    act(ExchangeAction.ACKNOWLEDGE, submission, delegate("US"))
    act(ExchangeAction.WIDEN, submission, delegate(LEAD), audience="public")
    act(ExchangeAction.REFUSE, submission, delegate(CO_AUTHOR))
    after = client.get(address)

    assert (after.json(), after["ETag"]) == (before.json(), before["ETag"])
    received = client.post(
        f"{address}actions/acknowledge/",
        {},
        content_type="application/json",
        headers={"If-Match": before["ETag"]},
    )
    assert received.status_code == 200
    assert received["ETag"] != before["ETag"]
