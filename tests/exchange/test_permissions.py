"""Each act by each capacity, and a word in every restricted field that nobody finds who may not read it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from exchange import actions
from exchange import urls as page_urls
from exchange.api import urls as api_urls
from exchange.enums import Action, Stage
from exchange.models import Attachment, Call, Compilation, Submission
from exchange.transitions import BY_ADDRESS, CALL_ACTS, COMPILATION_ACTS
from members.actor import Actor
from records.models import Act
from tests.addresses import addresses_served
from tests.factories.exchange import (
    CO_AUTHOR,
    LEAD,
    RECIPIENT,
    UNINVOLVED,
    act,
    body,
    call_for_information,
    compiled,
    disseminated,
    submission_at,
    submit,
    text_file,
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
    return act(Action.WIDEN, submission_at(Stage.DISSEMINATED), delegate(LEAD), audience="members")


def awaiting_an_event() -> Submission:
    return disseminated(CO_AUTHOR, widens_after="The summit", widens_to="public", silence="keep")


WHERE: dict[str, Callable[[], Submission]] = {
    "confirm": lambda: submission_at(Stage.AWAITING_AUTHORS),
    "decline": lambda: submission_at(Stage.AWAITING_AUTHORS),
    "resubmit": lambda: submission_at(Stage.RETURNED),
    "disseminate": lambda: submission_at(Stage.INTAKE),
    "return": lambda: submission_at(Stage.INTAKE),
    "acknowledge": lambda: submission_at(Stage.DISSEMINATED),
    "correct": lambda: submission_at(Stage.DISSEMINATED),
    "widen": lambda: submission_at(Stage.DISSEMINATED),
    "declare-event": awaiting_an_event,
    "consent": asked_about_the_audience,
    "refuse": asked_about_the_audience,
    "withdraw": lambda: submission_at(Stage.DISSEMINATED),
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


@dataclass
class Canaries:
    """Words that stand in one restricted field each, with the capacities that may read them."""

    readers: dict[str, frozenset[str]] = field(default_factory=dict)

    def word(self, *readers: str) -> str:
        """Return a new word; it means nothing in any language, so that search takes it as it is."""
        word = f"zq{''.join(chr(ord('a') + int(digit)) for digit in f'{len(self.readers):03d}')}xk"
        self.readers[word] = frozenset(readers)
        return word

    def content(self, *readers: str) -> dict[str, object]:
        """Return title, text and a file of words for the same readers."""
        word = self.word
        return {
            "title": word(*readers),
            "text": word(*readers),
            "files": [text_file(f"{word(*readers)}.txt", word(*readers).encode())],
        }


LEADS = ("lead", "viewer")
AUTHORS = (*LEADS, "co_author")
OFFICES = ("chair", "secretariat")
MEMBERS = (*AUTHORS, "member", *OFFICES)


def plant() -> Canaries:
    """Make submissions in every stage and audience, a call, two compilations: a word in each field."""
    found = Canaries()
    word, content = found.word, found.content
    lead, co_author, officer = delegate(LEAD), delegate(CO_AUTHOR), secretariat()

    submit(
        authors=[CO_AUTHOR],
        widens_after=word(*AUTHORS),
        widens_to="public",
        silence="keep",
        **content(*AUTHORS),
    )
    # What a co-author that has left was once shown is shown to it no longer.
    declined = submit(authors=[CO_AUTHOR], **content(*LEADS))
    act(Action.DECLINE, declined, co_author, reason=word(*LEADS))
    dropped = submit(authors=[CO_AUTHOR], **content(*LEADS))
    act(Action.WITHDRAW, dropped, lead, reason=word(*AUTHORS))
    found.readers |= {w: frozenset(AUTHORS) for w in words_of(dropped)}

    returned = submit(**content(*LEADS, *OFFICES))
    act(Action.RETURN, returned, officer, reason=word(*LEADS, *OFFICES))
    act(Action.RESUBMIT, returned, lead, **body(audience="public", **content(*CAPACITIES)))
    act(Action.DISSEMINATE, returned, officer)

    named = disseminated(CO_AUTHOR, **content(*AUTHORS, *OFFICES, "recipient"))
    pending = {"changes": word(*AUTHORS), **content(*AUTHORS)}
    act(Action.CORRECT, named, lead, **pending)
    act(Action.WIDEN, named, lead, audience="members", reason=word(*AUTHORS, *OFFICES))

    widened = disseminated(**content(*LEADS, *OFFICES, "recipient"))
    new = {"changes": word(*CAPACITIES), "keep_files": False, **content(*CAPACITIES)}
    act(Action.CORRECT, widened, lead, **new)
    act(Action.WIDEN, widened, lead, audience="public", reason=word(*LEADS, *OFFICES))

    gone = disseminated(**content(*LEADS, *OFFICES))
    act(Action.WITHDRAW, gone, lead, reason=word(*LEADS, *OFFICES, "recipient"))
    disseminated(audience="members", **content(*MEMBERS))
    disseminated(audience="participants", **content(*MEMBERS, "recipient", "observer"))

    call = call_for_information(title=word(*MEMBERS), mandate=word(*MEMBERS), question=word(*MEMBERS))
    actions.act_on_call(
        Action.REMIND, reference=call.reference, actor=officer, data={"message": word(*MEMBERS)}
    )
    submit(call=call.reference, **content(*LEADS, *OFFICES))

    out = views_of(LEAD, **content(*MEMBERS))
    entered = actions.compile_views(actor=officer, data={"title": word(*MEMBERS), "measures": ["ECO-2"]})
    actions.act_on_compilation(Action.DISSEMINATE_VIEWS, reference=entered.object_key, actor=officer, data={})
    assert Submission.objects.get(pk=out.pk).stage == Stage.DISSEMINATED
    views_of(LEAD, **content(*LEADS, *OFFICES))
    actions.compile_views(actor=officer, data={"title": word(*OFFICES), "measures": ["ECO-2"]})
    return found


def words_of(submission: Submission) -> list[str]:
    """Return the words in a submission's only version."""
    version = submission.versions.get()
    document = version.attachments.get().document
    return [version.title, version.text, document.name.removesuffix(".txt"), bytes(document.content).decode()]


def addresses() -> Iterator[str]:
    """Yield every address of the room with every key there is, and whatever else shows its objects."""
    keys = {
        "submission": list(Submission.objects.values_list("reference", flat=True)),
        "call": list(Call.objects.values_list("reference", flat=True)),
        "compilation": list(Compilation.objects.values_list("reference", flat=True)),
    }
    routes = [("/", row.pattern) for row in page_urls.urlpatterns]
    routes += [
        ("/api/v1/", row.pattern) for row in api_urls.urlpatterns if "/actions/" not in str(row.pattern)
    ]
    for start, pattern in routes:
        yield from filled(start + str(pattern).lstrip("^").rstrip("$"), keys)
    for number in Act.objects.values_list("number", flat=True):
        yield from (
            f"/register/{number}/",
            f"/api/v1/register/{number}/",
            f"/api/v1/register/{number}/receipt/",
        )
    yield from ("/register/", "/api/v1/register/?page_size=200", "/inbox/", "/api/v1/inbox/", "/")
    yield from ("/catalogue/ECO-2/", f"/members/{LEAD}/", f"/members/{RECIPIENT}/")
    yield from ("/calendars/measures/ECO-2.ics", f"/calendars/participants/{LEAD}.ics", "/calendars/own.ics")
    yield "/register/feed.atom"


def filled(route: str, keys: dict[str, list[str]]) -> Iterator[str]:
    """Yield the addresses that a route stands for."""
    route = route.replace(r"table\.(?P<form>csv|docx)", "table.csv").replace(
        "(?P<reference>[^/]+)", "<str:reference>"
    )
    kind = (
        "call"
        if "calls/" in route
        else "compilation"
        if re.search("views/<|compilations/", route)
        else "submission"
    )
    choices = {
        "<str:reference>": keys[kind],
        "<int:number>": ["1", "2"],
        "<str:act>": list(
            {"call": CALL_ACTS, "compilation": COMPILATION_ACTS, "submission": BY_ADDRESS}[kind]
        ),
    }
    if "<uuid:document>" in route:
        files = Attachment.objects.values_list("version__submission__reference", "document")
        yield from (
            route.replace("<str:reference>", reference).replace("<uuid:document>", str(document))
            for reference, document in files
        )
        return
    found = [route]
    for name, values in choices.items():
        found = [one.replace(name, value) for one in found for value in (values if name in one else [""])]
    yield from found


@pytest.fixture
def canaries() -> Canaries:
    return plant()


@pytest.mark.parametrize("capacity", CAPACITIES)
def test_no_page_and_no_endpoint_shows_a_word_to_who_may_not_read_it(canaries, capacity):
    client = browser(CAPACITIES[capacity]())
    forbidden = {word for word, readers in canaries.readers.items() if capacity not in readers}
    seen: set[str] = set()

    for address in addresses():
        answer = client.get(address)
        assert answer.status_code in (200, 302, 401, 403, 404, 409), address
        text = answer.content.decode(errors="replace")
        words = {word for word in canaries.readers if word in text}
        assert not words & forbidden, f"{address} shows {words & forbidden} to {capacity}"
        seen |= words

    expected = {word for word, readers in canaries.readers.items() if capacity in readers}
    assert seen == expected, "each word is found by those who may read it, or the sweep proves nothing"


@pytest.mark.parametrize("capacity", CAPACITIES)
def test_no_search_finds_what_may_not_be_read(canaries, capacity):
    client = browser(CAPACITIES[capacity]())

    for word, readers in canaries.readers.items():
        found = client.get(f"/api/v1/submissions/?search={word}").json()["results"]
        page = client.get(f"/search/?q={word}").content.decode()
        if capacity not in readers:
            assert found == [], f"{capacity} finds {word}"
            assert "/exchange/S-" not in page, f"{capacity} finds {word}"


def test_a_former_reader_and_a_new_one_do_not_learn_who_else_was_named(canaries):
    """Widened to everyone, a submission no longer names those it was once addressed to."""
    client = browser(Actor.nobody())
    rows = client.get("/api/v1/submissions/").json()["results"]

    wholes = [client.get(f"/api/v1/submissions/{row['reference']}/").json() for row in rows]

    assert len(wholes) == 2
    assert all(whole["recipients"] == [] and whole["deliveries"] == [] for whole in wholes)


def test_a_reader_cannot_tell_from_a_tag_what_passes_between_others():
    """Neither an author's question to the other authors nor another's receipt changes what a reader gets."""
    submission = disseminated(CO_AUTHOR, audience="participants")
    client, address = browser(delegate(RECIPIENT)), f"/api/v1/submissions/{submission.reference}/"
    client.get(address)
    before = client.get(address)

    act(Action.ACKNOWLEDGE, submission, delegate("US"))
    act(Action.WIDEN, submission, delegate(LEAD), audience="public")
    act(Action.REFUSE, submission, delegate(CO_AUTHOR))
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


def test_the_sweep_knows_every_address_of_the_room():
    known = {str(row.pattern) for row in [*page_urls.urlpatterns, *api_urls.urlpatterns]}
    served = {str(row.pattern) for row in addresses_served() if row.lookup_str.startswith("exchange.")}

    assert served == known
