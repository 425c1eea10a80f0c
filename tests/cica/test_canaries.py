"""Nothing restricted leaks: a word in each restricted field, swept for as every capacity, everywhere.

The addresses are those that are served (`tests.addresses`), filled with the keys of what was planted; a route
with a parameter that is not known here is tried with keys of every room. So a new page or endpoint is swept
without a line here.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

from cbms.models import Expert
from cbms.transitions import ON_EXPERT
from exchange.models import Attachment, Call, Compilation, Submission
from exchange.transitions import BY_ADDRESS, CALL_ACTS, COMPILATION_ACTS
from implementation.models import ActionPlan, Activity, Report, Review
from implementation.transitions import ALL as IMPLEMENTATION_ACTS
from meetings.models import Document, Meeting
from meetings.transitions import TABLE as MEETING_ACTS
from members.actor import Actor
from members.models import Account
from members.tokens import issue_token
from papers.models import Paper, Version
from proposals.enums import Action
from proposals.models import Consideration, Decision, Proposal
from records.models import Act
from tests.factories.canaries import CAPACITIES, CO_AUTHOR, LEAD, Canaries, plant
from tests.factories.members import browser, delegate

pytestmark = pytest.mark.django_db

ANSWERS = {200, 302, 400, 401, 403, 404, 405, 409}
PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>|\(\?P<(?P<group>\w+)>(?P<pattern>[^)]*)\)")
FORMS = r"/(?:act|acts|actions)/<"
"""Where the form of an act is shown; the forms of a room are tried on one object of it."""
Keys = Iterable[object]


@pytest.fixture(scope="module")
def canaries(django_db_setup, django_db_blocker) -> Iterator[Canaries]:
    """Plant once for all tests of this module, which only read; everything is undone at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        begin_keys_far_away()
        yield plant()
        transaction.set_rollback(True)


# Which addresses there are


def column(model: type, name: str) -> Callable[[], Keys]:
    return lambda: model.objects.values_list(name, flat=True)


def telling_acts() -> list[int]:
    """Return an act on each kind of object, and those that have a word in their payload."""
    rows = Act.objects.order_by("number").values_list("number", "object_kind", "payload")
    one_of_each = {kind: number for number, kind, _payload in rows}
    return sorted({*one_of_each.values(), *(row[0] for row in rows if re.search(r"zq\w{3}xk", row[2]))})


ROOMS: tuple[tuple[str, Callable[[], Keys]], ...] = (
    ("register/", telling_acts),
    ("proposals/", column(Proposal, "reference")),
    ("papers/<path", lambda: Version.objects.exclude(symbol="").values_list("symbol", flat=True)),
    ("papers/", column(Paper, "public_id")),
    ("considerations/", column(Consideration, "pk")),
    ("implementation/decisions/", column(Decision, "number")),
    ("decisions/", column(Decision, "number")),
    ("exchange/calls/", column(Call, "reference")),
    ("calls/", column(Call, "reference")),
    ("exchange/views/", column(Compilation, "reference")),
    ("compilations/", column(Compilation, "reference")),
    ("exchange/", column(Submission, "reference")),
    ("submissions/", column(Submission, "reference")),
    ("experts/", column(Expert, "public_id")),
    ("meetings/convene/", lambda: ("session", "meeting")),
    ("meetings/", lambda: Meeting.objects.filter(reference_key=None).values_list("reference", flat=True)),
    ("implementation/reports/", column(Report, "reference")),
    ("reports/", column(Report, "reference")),
    ("implementation/action-plans/", column(ActionPlan, "reference")),
    ("action-plans/", column(ActionPlan, "reference")),
    ("implementation/reviews/", column(Review, "year")),
    ("reviews/", column(Review, "year")),
    ("implementation/", column(Activity, "reference")),
    ("activities/", column(Activity, "reference")),
    ("catalogue/", lambda: ("ECO-2", "NCT-4")),
    ("measures/", lambda: ("ECO-2", "NCT-4")),
    ("members/", lambda: (LEAD, "JP")),
    ("participants/", lambda: (LEAD,)),
    ("calendars/", lambda: ("measures", "participants")),
    ("offers/", lambda: ()),
    ("coordinators/", lambda: ()),
    ("chairmanships/", lambda: ()),
    ("tokens/", lambda: ()),
    ("editions/", lambda: ("2007",)),
    ("areas/", lambda: ("ECO",)),
    ("accounts/", lambda: ("x",)),
)
"""What the first parameter of an address names, by how the address begins, with or without `api/v1/`."""

LATER: dict[str, Callable[[], Keys]] = {
    "number": lambda: (1, 2),
    "document": lambda: (
        *Attachment.objects.values_list("document", flat=True),
        *Document.objects.filter(file__isnull=False).values_list("file", flat=True),
    ),
    "form": lambda: ("csv", "docx"),
    "key": lambda: ("ECO-2", LEAD),
}
"""What a later parameter names."""
ACTS: tuple[tuple[str, Iterable[str]], ...] = (
    ("proposals/", tuple(Action)),
    ("exchange/calls/", tuple(CALL_ACTS)),
    ("exchange/views/", tuple(COMPILATION_ACTS)),
    ("exchange/", tuple(BY_ADDRESS)),
    ("experts/", tuple(ON_EXPERT)),
    ("meetings/", tuple(row.name for row in MEETING_ACTS)),
    ("implementation/", tuple(act.name for act in IMPLEMENTATION_ACTS)),
)
"""The acts whose forms a room shows."""


MOST = 30


def anything(converter: str) -> list[object]:
    """Return keys of every room that a parameter which this test does not know would take, a few of each."""
    fits = re.compile(get_converters()[converter].regex)
    keys = [key for _start, keys in ROOMS for key in list(keys())[:3] if fits.fullmatch(str(key))]
    return list(dict.fromkeys(keys))[:MOST]


def routes(patterns: Iterable[URLPattern | URLResolver], start: str = "") -> Iterator[str]:
    """Yield the whole address of every pattern, with its parameters."""
    for pattern in patterns:
        address = start + str(pattern.pattern).lstrip("^").removesuffix("$").replace(r"\.", ".")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address)
        else:
            yield address


def is_swept(route: str) -> bool:
    """Leave out what only takes acts in, what ends a session, and static descriptions of the API."""
    endings = ("logout/", "api/schema/", "api/docs/", "jsi18n/")
    return not route.endswith(endings) and not (route.startswith("api/") and "/actions/" in route)


def filled(route: str) -> list[str]:
    """Return the addresses that a route stands for."""
    room = route.removeprefix("api/v1/")
    found = [route]
    for place, parameter in enumerate(PARAMETER.finditer(route)):
        name = parameter["name"] or parameter["group"]
        known = next((keys for start, keys in ROOMS if room.startswith(start)), None)
        acts = next((names for start, names in ACTS if room.startswith(start)), ("x",))
        later = list(LATER[name]() if name in LATER else acts)
        first = list(known()) if known else anything(parameter["converter"] or "str")
        values = first if place == 0 else later
        if place == 0 and re.search(FORMS, route):
            values = values[:1]
        found = [address.replace(parameter[0], str(value)) for address in found for value in values]
    return found


@pytest.fixture(scope="module")
def addresses(canaries) -> list[str]:
    """Return every address that can be read, with lists as long as they get."""
    served = [route for route in routes(get_resolver().url_patterns) if is_swept(route)]
    found = [f"/{address}" for route in served for address in filled(route)]
    return [re.sub(r"^(/api/v1/[\w-]+/)$", r"\1?page_size=200", address) for address in found]


# Who reads what


def text_of(answer) -> str:
    """Return what an answer says, whatever form it has."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return plain(content) if content.startswith(b"PK") else content.decode(errors="replace")


def words_in(text: str, canaries: Canaries) -> set[str]:
    """Return the words that were planted and stand in a text."""
    return {word for word in re.findall(r"zq[a-j]{3}xk", text) if word in canaries.readers}


def plain(package: bytes) -> str:
    """Return the text of all parts of a zipped document (DOCX, XLSX)."""
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


def sweep(
    client: Client,
    addresses: Iterable[str],
    canaries: Canaries,
    *,
    hidden: set[str],
    actor: Actor,
    **headers: str,
) -> set[str]:
    """Read each address; return the words seen, of which none may be `hidden`.

    Nor may the name of what the actor may not see stand anywhere, unless the reader wrote it into the
    address, nor for an outsider a key of the database, since by keys one counts what is hidden.
    """
    seen: set[str] = set()
    leaks: dict[str, list[str]] = {}
    named = pattern_of(keys_hidden_from(actor))
    # Who reads all of them learns nothing by counting them; the operator keeps the accounts by their keys.
    counts_anyway = actor.reads_restricted or actor.is_administrator
    for address in addresses:
        answer = client.get(address, headers=headers)
        is_answered = answer.status_code in ANSWERS or address == "/healthz"  # which a busy machine fails
        assert is_answered, f"{address} answers {answer.status_code}"
        text = text_of(answer)
        words = words_in(text, canaries)
        found = [canaries.where[word] for word in words & hidden]
        keys = {*named.findall(text), *([] if counts_anyway else A_KEY.findall(text))}
        found += {key for key in keys if key not in address}
        if found:
            leaks[address] = sorted(found)
        seen |= words
    assert leaks == {}
    return seen


KEYS: dict[type[Model], tuple[str, ...]] = {
    Proposal: ("reference",),
    Version: ("symbol",),
    Paper: ("public_id",),
    Consideration: ("pk:/considerations/{}/",),
    Decision: ("number",),
    Submission: ("reference",),
    Attachment: ("document",),
    Call: ("reference",),
    Compilation: ("reference",),
    Meeting: ("reference",),
    Document: ("file",),
    Activity: ("reference",),
    ActionPlan: ("reference",),
    Report: ("reference",),
    Expert: ("public_id",),
}
"""What names a row to its readers: columns, or a column and the address that it stands in.

A digest names nothing: the register shows it of what has fewer readers than the act.
"""
NAMELESS = {
    "Act", "LateAct", "Enclosure",  # the register's numbers are gone through by everyone
    "Notice", "Delivery", "Webhook", "FeedAddress",  # one reader's own
    "AgendaItem", "Attendance", "Invitation", "Task",  # shown within their meeting
    "Version",  # of a submission, shown within it; that of a paper has a symbol
    "Interest", "Consultation", "Asked", "Response", "Designation", "Comment", "Extension", "Service",
    "Position",  # shown within their proposal
    "Widening", "Renewal",  # shown within what they are about
    "Account",  # named by what says nothing of it
}  # fmt: skip
"""Models of which nothing but their words is shown, by which readers tell them."""
OF_A_DEMONSTRATION = {"MailboxMessage"}


def restricted_models() -> list[type[Model]]:
    """Return the models that not everyone sees all of: for the public, their rows are filtered."""
    read = {model: getattr(model._default_manager.all(), "visible_to", None) for model in apps.get_models()}
    return [model for model, visible in read.items() if visible and visible(Actor.nobody()).query.where]


def test_every_model_that_has_readers_is_swept_for():
    unnamed = {model.__name__ for model in restricted_models() if model not in KEYS}

    assert unnamed == NAMELESS | OF_A_DEMONSTRATION


REFERRING = {
    "Submission.call", "ActionPlan.decision", "ActionPlan.replaces", "Decision.proposal",
    "Decision.consideration", "Proposal.paper", "Delivery.version",
}  # fmt: skip
"""References whose row some capacity sees without what the row refers to."""


def test_whatever_may_refer_to_something_hidden_does(canaries):
    """A reference that is new, or never planted so, is one that the sweep would prove nothing of."""
    restricted, found = restricted_models(), set()
    for capacity in CAPACITIES.values():
        seen = {model: model.objects.visible_to(capacity()) for model in restricted}
        found |= {
            f"{model.__name__}.{field.name}"
            for model in restricted
            for field in model._meta.fields
            if field.related_model in restricted
            and seen[model]
            .filter(**{f"{field.name}__isnull": False})
            .exclude(**{f"{field.name}__in": seen[field.related_model].values("pk")})
        }

    assert found == REFERRING


FAR = 2_000_000_001
"""Where keys begin while this module plants, so that one is known wherever it stands."""
A_KEY = re.compile(r"(?<!\d)2000\d{6}(?!\d)")


def begin_keys_far_away() -> None:
    """Count the keys of what not everyone sees from `FAR` on, which nothing else comes near."""
    tables = {model._meta.db_table for model in restricted_models()}
    with connection.cursor() as cursor:
        for table in tables:
            for sequence in connection.introspection.get_sequences(cursor, table):
                cursor.execute(f'ALTER SEQUENCE "{sequence["name"]}" RESTART WITH {FAR}')


def keys_hidden_from(actor: Actor) -> set[str]:
    """Return what would name a row that the actor may not see."""
    hidden: set[str] = set()
    for model, columns in KEYS.items():
        seen = model.objects.visible_to(actor)
        for column in columns:
            name, _colon, form = column.partition(":")
            unseen = set(model.objects.values_list(name, flat=True)) - set(seen.values_list(name, flat=True))
            hidden |= {(form or "{}").format(key) for key in unseen if key}
    return hidden


def pattern_of(keys: set[str]) -> re.Pattern:
    """Return what finds each key where it stands alone, and finds no part of a longer one."""
    either = "|".join(re.escape(key) for key in sorted(keys, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-]|/\w*Rev)")


@pytest.mark.parametrize("capacity", CAPACITIES)
def test_no_page_and_no_endpoint_shows_a_word_to_who_may_not_read_it(capacity, canaries, addresses):
    actor, hidden = CAPACITIES[capacity](), canaries.hidden_from(capacity)

    seen = sweep(browser(actor), addresses, canaries, hidden=hidden, actor=actor)

    missed = {canaries.where[word] for word in set(canaries.readers) - hidden - seen}
    assert missed == set(), "each word is found by those who may read it, or the sweep proves nothing"


def test_a_token_that_reads_only_reads_what_its_account_reads(canaries, addresses):
    actor = delegate(CO_AUTHOR)
    account = Account.objects.get(public_id=actor.account)
    _token, key = issue_token(account=account, read_only=True)
    of_the_api = [address for address in addresses if address.startswith("/api/")]
    header = {"Authorization": f"Token {key}"}

    hidden = canaries.hidden_from("co_author")
    seen = sweep(Client(), of_the_api, canaries, hidden=hidden, actor=actor, **header)

    assert len(seen) > len(canaries.readers) / 3


@pytest.mark.parametrize(
    "capacity", ["public", "administrator", "observer", "recipient", "member", "co_author"]
)
def test_no_search_finds_what_may_not_be_read(capacity, canaries, addresses):
    """A word that may not be read is answered like one that stands nowhere, but for the word itself."""
    client, nowhere = browser(CAPACITIES[capacity]()), "zqnowherexk"
    lists = [address for address in addresses if re.fullmatch(r"/api/v1/\w+/\?page_size=200", address)]

    def found(address: str) -> str:
        return without_token(client.get(address).content.decode())

    empty = found(f"/search/?q={nowhere}")
    for word in sorted(canaries.hidden_from(capacity)):
        assert found(f"/search/?q={word}").replace(word, nowhere) == empty, canaries.where[word]
    for address in lists:
        # One word of each field would be thousands of requests: the first and the last few fields of a room.
        base = found(f"{address}&search={nowhere}")
        for word in sorted(canaries.hidden_from(capacity))[::7]:
            answer = found(f"{address}&search={word}").replace(word, nowhere)
            assert answer == base, f"{address}: {canaries.where[word]}"


def without_token(text: str) -> str:
    """Return a page without what is different in each answer."""
    return re.sub(r'(csrfmiddlewaretoken" value="|nonce-)[^"]+', "", text)


def test_the_widened_name_their_readers_to_nobody_else(canaries):
    """Widened to everyone, a submission no longer names those it was once addressed to."""
    client = browser(CAPACITIES["public"]())
    rows = client.get("/api/v1/submissions/").json()["results"]

    wholes = [client.get(f"/api/v1/submissions/{row['reference']}/").json() for row in rows]

    assert len(wholes) == 3
    assert all(whole["recipients"] == [] and whole["deliveries"] == [] for whole in wholes)
