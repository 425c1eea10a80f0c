"""Whom a submission is addressed to is known to a recipient only where its authors said so; and what was
handed out to a recipient is in the ledger, by whatever address it left.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchange.enums import ExchangeAction
from exchange.models import Attachment, Delivery
from exchange.tables import FORMS
from members.models import Account
from members.tokens import issue_token
from records.models import Act
from tests.factories.exchange import (
    CO_AUTHOR,
    LEAD,
    RECIPIENT,
    act,
    compiled,
    disseminated,
    submit,
    text_file,
    views_of,
)  # fmt: skip
from tests.factories.members import browser, chair, delegate, secretariat, viewer
from tests.factories.taking import act_on_compilation

pytestmark = pytest.mark.django_db

OTHER, OTHER_NAME = "US", "United States"
BOTH = {"audience": "named", "recipients": [RECIPIENT, OTHER], "files": [text_file()]}


def addresses(submission) -> list[str]:
    """Return every address under which something of a submission is handed out, pages and API."""
    reference = submission.reference
    file = Attachment.objects.filter(version__submission=submission).values_list("document", flat=True).get()
    return [
        f"{base}{reference}/{rest}"
        for base in ("/exchange/", "/api/v1/submissions/")
        for rest in ("", "versions/1/", f"files/{file}/")
    ]


def told_of_each_other(submission, actor) -> bool:
    """Whether anything that `actor` may read of the submission names the other recipient."""
    acts = Act.objects.visible_to(actor).values_list("number", flat=True)
    client = browser(actor)
    places = [
        *addresses(submission),
        "/exchange/",
        "/inbox/",
        "/register/",
        f"/api/v1/submissions/{submission.reference}/versions/",
        "/api/v1/submissions/",
        "/api/v1/submissions/deliveries/",
        f"/api/v1/submissions/deliveries/?participant={OTHER}",
        "/api/v1/events/",
        "/api/v1/inbox/",
        *(f"/register/{number}/" for number in acts),
        *(f"/api/v1/register/{number}/" for number in acts),
    ]
    answers = {place: without_menu(client.get(place).content.decode()) for place in places}
    return any(OTHER_NAME in text or f'"{OTHER}"' in text for text in answers.values())


def without_menu(text: str) -> str:
    """Return a page without the lists of states to filter by, and an API's answer as it is."""
    return text.partition("<select")[0] + text.rpartition("</select>")[2] if "<select" in text else text


def test_a_recipient_sees_only_itself_where_nothing_is_said():
    submission = disseminated(**BOTH)

    assert not told_of_each_other(submission, delegate(RECIPIENT))
    whole = browser(delegate(RECIPIENT)).get(f"/api/v1/submissions/{submission.reference}/").json()
    assert whole["recipients"] == whole["readers"] == [RECIPIENT]
    assert whole["recipients_see_each_other"] is False


@pytest.mark.parametrize(
    "who", [lambda: delegate(LEAD), secretariat, chair], ids=["author", "officer", "chair"]
)
def test_authors_and_those_through_whom_it_went_see_all(who):
    submission = disseminated(**BOTH)

    whole = browser(who()).get(f"/api/v1/submissions/{submission.reference}/").json()

    assert whole["recipients"] == [RECIPIENT, OTHER]
    assert {line["participant"] for line in whole["deliveries"]} == {RECIPIENT, OTHER}
    assert OTHER_NAME in browser(who()).get(submission.get_absolute_url()).content.decode()


def test_recipients_see_each_other_where_the_authors_say_so_also_in_a_correction():
    submission = disseminated(**BOTH, recipients_see_each_other=True)
    assert told_of_each_other(submission, delegate(RECIPIENT))

    act(ExchangeAction.CORRECT, submission, delegate(LEAD), title="T", text="T", changes="All")

    whole = browser(delegate(RECIPIENT)).get(f"/api/v1/submissions/{submission.reference}/").json()
    assert (whole["version"], whole["recipients"]) == (2, [RECIPIENT, OTHER])


def test_what_a_recipient_reads_is_the_same_whether_there_are_others_or_not():
    alone = disseminated(audience="named", recipients=[RECIPIENT])
    client = browser(delegate(RECIPIENT))

    def read() -> tuple[str, str]:
        answer = client.get(f"/api/v1/submissions/{alone.reference}/")
        return answer.content.decode(), answer["ETag"]

    client.get(f"/api/v1/submissions/{alone.reference}/")
    before = read()
    act(ExchangeAction.WIDEN, alone, delegate(LEAD), audience="named", recipients=[OTHER])

    assert read() == before
    added = browser(delegate(OTHER)).get(f"/api/v1/submissions/{alone.reference}/").json()
    assert added["recipients"] == [OTHER]
    assert [line["action"] for line in added["history"]] == [ExchangeAction.WIDEN]
    told = Act.objects.latest("number").notices.values_list("addressee", flat=True)
    assert OTHER in told
    assert RECIPIENT not in told


def test_the_choice_goes_with_named_participants_only():
    client = browser(delegate(LEAD))
    data = {
        "title": "T", "text": "T", "measures": ["ECO-2"], "audience": "members",
        "recipients_see_each_other": True,
    }  # fmt: skip

    answer = client.post("/api/v1/submissions/", data, content_type="application/json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["recipients_see_each_other"]


def test_the_form_asks_for_it_unticked():
    page = browser(delegate(LEAD)).get("/exchange/new/").content.decode()

    box = page[page.index('name="recipients_see_each_other"') - 120 :][:400]
    assert 'type="checkbox"' in box
    assert "checked" not in box


PLACES = range(6)


@pytest.mark.parametrize("place", PLACES)
def test_each_address_that_hands_out_the_content_notes_that_it_was_opened(place):
    submission = disseminated(**BOTH)

    assert browser(delegate(RECIPIENT)).get(addresses(submission)[place]).status_code == 200

    opened = dict(Delivery.objects.values_list("participant", "opened_at"))
    assert opened[RECIPIENT]
    assert opened[OTHER] is None


@pytest.mark.parametrize("place", PLACES)
def test_who_only_reads_receives_nothing_for_its_state(place):
    submission = disseminated(**BOTH)
    address = addresses(submission)[place]
    account = Account.objects.get(public_id=delegate(RECIPIENT).account)
    _token, key = issue_token(account=account, read_only=True)

    assert browser(viewer(RECIPIENT)).get(address).status_code == 200
    browser(viewer(RECIPIENT)).get(address, headers={"Authorization": f"Token {key}"})
    for other in (secretariat(), delegate(LEAD), chair()):
        assert browser(other).get(address).status_code == 200

    assert not Delivery.objects.exclude(opened_at=None).exists()


@pytest.mark.parametrize("place", PLACES)
def test_a_head_takes_nothing_with_it(place):
    submission = disseminated(**BOTH)

    assert browser(delegate(RECIPIENT)).head(addresses(submission)[place]).status_code == 200

    assert not Delivery.objects.exclude(opened_at=None).exists()


TABLES = [
    "/exchange/views/{}/", "/api/v1/compilations/{}/",
    *(f"/exchange/views/{{}}/table.{form}" for form in FORMS),
    *(f"/api/v1/compilations/{{}}/table/{form}/" for form in FORMS),
]  # fmt: skip


@pytest.mark.parametrize("place", TABLES)
def test_a_table_of_views_hands_out_their_content_too(place):
    views = views_of(LEAD)
    out = {"reference": compiled().reference, "actor": secretariat(), "data": {}}
    act_on_compilation(ExchangeAction.DISSEMINATE_VIEWS, **out)
    act(ExchangeAction.WIDEN, views, delegate(LEAD), audience="participants")  # and so served to each
    address = place.format(out["reference"])

    assert browser(viewer("UZ")).get(address).status_code == 200
    assert not Delivery.objects.exclude(opened_at=None).exists()
    assert browser(delegate("UZ")).get(address).status_code == 200

    assert list(Delivery.objects.exclude(opened_at=None).values_list("participant", flat=True)) == ["UZ"]


def reading(column: str, queries: CaptureQueriesContext) -> int:
    """Return how many of the queries read a column."""
    return sum(f"{column}," in query["sql"].partition(" FROM ")[0] + "," for query in queries)


@pytest.mark.parametrize("place", TABLES)
def test_the_texts_of_a_table_are_read_once_to_be_shown_and_not_to_be_noted(place):
    views = views_of(LEAD)
    out = {"reference": compiled().reference, "actor": secretariat(), "data": {}}
    act_on_compilation(ExchangeAction.DISSEMINATE_VIEWS, **out)
    act(ExchangeAction.WIDEN, views, delegate(LEAD), audience="participants")
    client = browser(delegate("UZ"))

    with CaptureQueriesContext(connection) as queries:
        client.get(place.format(out["reference"]))

    assert reading('"exchange_version"."text"', queries) == 1


@pytest.mark.parametrize("base", ["/exchange/", "/api/v1/submissions/"])
def test_a_file_of_several_versions_is_read_once_and_their_texts_not_at_all(base):
    submission = disseminated(**BOTH)
    document = Attachment.objects.get().document_id
    corrected = {"title": "T", "text": "T", "changes": "All", "files": [], "keep_files": [str(document)]}
    act(ExchangeAction.CORRECT, submission, delegate(LEAD), **corrected)
    assert Attachment.objects.filter(document=document).count() == 2
    client = browser(delegate(RECIPIENT))

    with CaptureQueriesContext(connection) as queries:
        client.get(f"{base}{submission.reference}/files/{document}/")

    assert Delivery.objects.filter(participant=RECIPIENT, opened_at=None).count() == 0
    assert reading('"exchange_version"."text"', queries) == 0
    assert reading('"records_document"."content"', queries) == 1


def test_only_the_version_that_was_read_counts_as_opened():
    submission = disseminated(**BOTH)
    act(ExchangeAction.CORRECT, submission, delegate(LEAD), title="T", text="T", changes="All", files=[])
    client = browser(delegate(RECIPIENT))

    client.get(f"/api/v1/submissions/{submission.reference}/versions/1/")

    lines = Delivery.objects.filter(participant=RECIPIENT).order_by("version__number")
    assert [bool(line.opened_at) for line in lines] == [True, False]


def test_a_co_author_who_declines_leaves_the_choice_as_it_was():
    submission = submit(authors=[CO_AUTHOR], **BOTH, recipients_see_each_other=True)

    assert submission.versions.get().recipients_see_each_other
