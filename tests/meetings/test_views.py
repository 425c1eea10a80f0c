"""Meetings on the pages and over the API: the same acts, fixed queries, what was typed is kept."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbms import amendments
from cbms.models import Edition
from meetings.models import Meeting, Task
from members.models import Account
from proposals.enums import Stage as ProposalStage
from proposals.models import Decision
from records import clock
from tests.factories.exchange import text_file
from tests.factories.meetings import convene, item_of, later, meeting_body, on_meeting
from tests.factories.members import chair, delegate, secretariat
from tests.factories.proposals import considered, everybody, proposal_at
from tests.pages import options
from tests.sending import form_on, sent

pytestmark = pytest.mark.django_db

API = "/api/v1/meetings/"


def log_in(client, actor):
    client.force_login(Account.objects.get(public_id=actor.account))
    return client


def post(client, address, **body):
    return client.post(address, json.dumps(body), content_type="application/json")


def local(at):
    """Return an instant as a form's field holds it; the reader of the tests is in UTC."""
    return at[:16]


def test_a_session_is_run_over_the_api(client):
    proposal = proposal_at(ProposalStage.AGREED)
    log_in(client, chair())

    made = post(client, API, **meeting_body(measures=["ECO-2"]))
    assert made.status_code == 201
    address = made["Location"]
    assert address == f"{API}{made.json()['reference']}/"
    assert (made.json()["body"], made.json()["measures"]) == ("SOC", ["ECO-2"])
    assert made.json()["attendance"] is None
    [candidate] = client.get(f"{address}candidates/").json()["candidates"]
    assert (candidate["proposal"], candidate["is_ready"]) == (proposal.reference, True)

    added = post(client, f"{address}actions/add-item/", proposal=proposal.reference).json()
    [item] = added["agenda"]
    post(client, f"{address}actions/open-considerations/")
    present = post(client, f"{address}actions/record-attendance/", participants=everybody()).json()
    assert present["attendance"]["has_quorum"]
    assert "conclude-item" in {action["name"] for action in present["available_actions"]}
    digest = considered(proposal).version.digest
    done = post(client, f"{address}actions/conclude-en-bloc/", items=[item["id"]], digests=[digest])

    assert done.status_code == 200
    assert [(item["outcome"], item["is_open"]) for item in done.json()["agenda"]] == [("approved", False)]
    assert [(document["group"], document["key"]) for document in done.json()["documents"]] == [
        ("outcomes", Decision.objects.get().number),
        ("official", considered(proposal).version.symbol),
    ]
    held = post(client, f"{address}actions/report/", conclusions="Approved.").json()
    assert (held["stage"], held["conclusions"]) == ("held", "Approved.")


def test_the_api_refuses_with_the_status_that_fits(client):
    meeting = convene(**later(9))
    act = f"{API}{meeting.reference}/actions/add-item/"

    assert post(client, act, title="One").status_code == 404
    log_in(client, delegate("UZ"))
    assert post(client, act, title="One").status_code == 403
    log_in(client, secretariat())
    assert post(client, act).status_code == 400
    assert post(client, f"{API}{meeting.reference}/actions/report/", conclusions="x").status_code == 409
    assert post(client, API, kind="party").status_code == 400
    etag = client.get(f"{API}{meeting.reference}/")["ETag"]
    assert post(client, act, title="One").status_code == 200
    stale = client.post(
        act, json.dumps({"title": "Two"}), content_type="application/json", headers={"If-Match": etag}
    )
    assert stale.status_code == 412


def test_meetings_are_filtered_and_searched(client):
    log_in(client, delegate("UZ"))
    meeting = convene(kind="swg", title="On corridors", measures=["ECO-2"], **later(9))
    on_meeting(meeting, "host-meeting", delegate("KZ"))

    def found(query):
        return [row["reference"] for row in client.get(f"{API}?{query}").json()["results"]]

    year = meeting.starts_on.year
    for query in (
        "host=KZ",
        f"body=SWG&year={year}",
        "measure=ECO-2",
        "search=corridors",
        "kind=swg&stage=planned",
    ):
        assert found(query) == [meeting.reference], query
    assert found("year=1993") == ["PREPARATORY-1993-08", "PREPARATORY-1993-04"]
    assert client.get(f"{API}?kind=party").status_code == 400


def test_a_meeting_of_the_record_shows_what_is_known(client):
    body = client.get(f"{API}SUMMIT-2026-10/").json()
    page = client.get("/meetings/SUMMIT-2026-10/").content.decode()

    assert (body["starts_on"], body["starts_at"], body["ends_on"]) == ("2026-10", None, None)
    assert body["sources"][0].startswith("https://")
    assert "October 2026" in page
    assert "1 October 2026" not in page
    assert "days not known" in page
    assert "planned only" in page


@pytest.mark.parametrize("key", ["M-1999-001", "%00", "M.1"])
def test_what_no_meeting_is_called_is_not_found(client, key):
    assert client.get(f"/meetings/{key}/").status_code == 404
    assert client.get(f"{API}{key}/").status_code == 404


def test_a_meeting_begins_when_the_clocks_of_its_place_say_so(client):
    log_in(client, chair())
    typed = meeting_body(time_zone="Asia/Tokyo") | {"zone": "Europe/Paris"}
    typed |= {"starts_at": "2027-03-01T10:00", "ends_at": "2027-03-01T12:00"}

    refused = client.post("/meetings/convene/session/", typed | {"title": ""}).content.decode()
    client.post("/meetings/convene/session/", typed)

    assert 'value="2027-03-01T10:00"' in refused
    assert f"{Meeting.objects.latest('pk').starts_at:%Y-%m-%dT%H:%M}" == "2027-03-01T01:00"


def test_a_session_is_convened_and_run_through_the_pages(client):
    proposal = proposal_at(ProposalStage.AGREED)
    log_in(client, chair())
    assert "Convene a session" in client.get("/meetings/").content.decode()
    assert client.get("/meetings/convene/meeting/").status_code == 403
    assert client.get("/meetings/convene/party/").status_code == 404
    assert 'value="Asia/Almaty" selected' in client.get("/meetings/convene/session/").content.decode()
    body = meeting_body(title="Typed title")
    body |= {"starts_at": local(body["starts_at"]), "ends_at": local(body["ends_at"])}

    refused = client.post("/meetings/convene/session/", body | {"time_zone": ""})
    assert refused.status_code == 400
    assert "Typed title" in refused.content.decode()
    made = client.post("/meetings/convene/session/", body)
    assert made.status_code == 303
    page = made["Location"]
    assert page == f"/meetings/{Meeting.objects.get(title='Typed title').reference}/"

    assert proposal.reference in client.get(page).content.decode()
    assert proposal.reference in options(client.get(f"{page}actions/add-item/"), "proposal")
    assert client.post(f"{page}actions/add-item/", {"proposal": proposal.reference}).status_code == 303
    assert client.post(f"{page}actions/open-considerations/").status_code == 303
    presence = {"participants": everybody()}
    assert client.post(f"{page}actions/record-attendance/", presence).status_code == 303
    meeting = Meeting.objects.get(title="Typed title")
    item = item_of(meeting)
    assert f"conclude-item/?item={item.number}" in client.get(page).content.decode()
    conclusion = f"{page}actions/conclude-item/?item={item.number}"
    assert f'value="{item.number}" selected' in client.get(conclusion).content.decode()
    check = sent(client, conclusion, {"item": str(item.number), "outcome": "approved", "step": "check"})
    assert "This cannot be undone" in check.content.decode()
    done = client.post(conclusion, form_on(check, conclusion).filled({"step": "confirm"}))
    assert done.status_code == 303
    assert Decision.objects.get().number in client.get(page).content.decode()


def test_the_forms_begin_with_what_is_known(client):
    meeting = convene(kind="expert", audience="participants", place="Osaka", **later(9))
    on_meeting(meeting, "answer-invitation", delegate("JP"), answer="in_person")
    log_in(client, secretariat())
    page = f"/meetings/{meeting.reference}/actions/"
    task = Task.objects.filter(meeting=meeting).first()

    assert 'value="Osaka"' in client.get(f"{page}reschedule/").content.decode()
    assert (
        f'value="{task.number}" selected'
        in client.get(f"{page}update-task/?task={task.number}").content.decode()
    )
    assert client.get(f"{page}dissolve/").status_code == 404
    begun = convene(kind="expert", audience="participants")
    on_meeting(begun, "answer-invitation", delegate("JP"), answer="in_person")
    form = client.get(f"/meetings/{begun.reference}/actions/record-attendance/").content.decode()
    assert 'value="JP" checked' in form
    assert 'value="KZ" checked' not in form
    on_meeting(begun, "add-item", title="Seismology")
    on_meeting(begun, "record-attendance", participants=["JP"])
    assert client.get(f"/meetings/{begun.reference}/actions/charge-experts/").status_code == 200


def test_japan_hosts_through_the_page_and_sees_its_tasks(client):
    meeting = convene(kind="expert", audience="participants", title="Seismology", **later(40))
    log_in(client, delegate("JP"))
    page = f"/meetings/{meeting.reference}/"
    assert "Host the meeting" in client.get(page).content.decode()

    assert client.post(f"{page}actions/host-meeting/", {"place": "Kobe"}).status_code == 303

    seen = client.get(page).content.decode()
    assert "Host agreement" in seen
    assert "Seismology" in client.get("/members/JP/").content.decode()
    assert "Seismology" in client.get("/inbox/").content.decode()


def test_the_pages_of_participants_and_measures_show_their_meetings(client):
    meeting = convene(kind="expert", audience="public", title="Seismology", measures=["ENV-3"])
    on_meeting(meeting, "record-attendance", participants=["MN"])
    log_in(client, delegate("UZ"))

    assert "Seismology" in client.get("/members/MN/").content.decode()
    assert "Seismology" in client.get("/catalogue/ENV-3/").content.decode()
    assert "Seismology" not in client.get("/members/KZ/").content.decode()


def test_a_measure_shows_the_meetings_on_what_it_was_in_an_earlier_edition_once(client):
    convene(kind="expert", audience="public", title="Seismology", measures=["ECO-7", "ECO-8"])
    amendments.enact(
        [{"kind": "merge", "measures": ["ECO-7", "ECO-8"], "en": "Enterprises and investment."}],
        base=Edition.objects.get(code="2007"),
        title="Catalogue",
        decision="SOC-2026-001",
        adopted_on=clock.now().date(),
        in_force_on=clock.now().date(),
    )

    assert client.get("/catalogue/ECO-11/").content.decode().count("Seismology") == 1


def test_lists_and_pages_cost_the_same_for_one_and_for_four(client):
    log_in(client, chair())
    meeting = convene(measures=["ECO-2"])
    on_meeting(meeting, "record-attendance", participants=everybody())
    on_meeting(meeting, "add-item", title="One")
    on_meeting(meeting, "add-document", group="official", files=[text_file("first.txt", b"First.")])

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = (
        "/meetings/", API, f"/meetings/{meeting.reference}/", f"{API}{meeting.reference}/",
        "/catalogue/ECO-2/", "/members/KZ/", "/inbox/",
    )  # fmt: skip
    before = [cost(address) for address in addresses]
    for number in range(3):
        on_meeting(meeting, "add-item", title=f"Item {number}")
        files = [text_file(f"{number}.txt", f"File {number}.".encode())]
        on_meeting(meeting, "add-document", group="official", files=files)
        other = convene(measures=["ECO-2"], **later(9))
        on_meeting(other, "add-item", title="One")

    assert [cost(address) for address in addresses] == before


def test_every_act_is_in_the_schema(client):
    from meetings.transitions import TABLE  # noqa: PLC0415

    paths = client.get("/api/schema/?format=json").json()["paths"]

    assert {f"{API}{{reference}}/actions/{act.name}/" for act in TABLE} <= set(paths)


def test_an_act_that_no_state_can_ask_for_asks_for_no_note_but_keeps_one_that_was_typed(client):
    meeting = convene(**later(9))
    log_in(client, secretariat())
    address = f"/meetings/{meeting.reference}/actions/update-task/"

    empty = client.get(address).content.decode()
    refused = client.post(address, {"note_number": "No. 7 of Kazakhstan"}).content.decode()

    assert "This act is open to no state now." in empty
    assert 'name="note_number"' not in empty
    assert 'value="No. 7 of Kazakhstan"' in refused
