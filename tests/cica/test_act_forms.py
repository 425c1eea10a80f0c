"""The forms of all acts there are: nobody types a key or a code, and what is chosen is said in words."""

import json
import re
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core.management import call_command
from django.template import engines
from django.urls import Resolver404, resolve
from rest_framework import serializers

from cbms.fields import AreaField, MeasureField
from cbms.models import Expert
from cica import widgets
from deadlines.waiting import waiting_for
from exchange.fields import CallField
from exchange.models import Call, Compilation, Submission
from implementation.models import ActionPlan, Activity, Report
from meetings.models import Meeting
from members.actor import Actor
from members.fields import ParticipantField, ParticipantsField, StateField
from papers.fields import ChangeFields, PaperField
from proposals.actions import open_proposal
from proposals.dossier import Dossier as ProposalDossier
from proposals.fields import DecisionField
from proposals.models import Decision, Proposal
from records import clock
from records.act_fields import ON_BEHALF, ActFields
from records.acts import fields_of_form
from records.facts import facts_of
from records.known_acts import acts_by_room
from records.models import Act
from records.readers import ReadBy
from records.references import MOST_OFFERED, ReferenceField, ReferencesField
from tests import pages
from tests.factories.meetings import later, meeting_body
from tests.factories.members import browser, chair, delegate, secretariat
from tests.factories.proposals import expert_of
from tests.factories.taking import act_on_proposal as take
from web.act_pages import ActPage

WORDS = {
    "code", "conclusions", "consent", "decision", "description",
    "edition_title", "email", "en", "fr", "into", "mandate", "message", "name", "name_en", "name_fr",
    "name_ru", "note", "note_number", "outcome", "phone", "place", "post", "proposed_wording", "question",
    "reason", "ru", "statement", "text", "title", "waiver_reason", "widens_after", "changes", "username",
}  # fmt: skip
"""What is words, and so typed. Whatever else an act takes is chosen, ticked, dated, counted or attached.

`decision` of the acts on participants is "body, place and day" in words, `code` that of a new participant,
and `outcome` of an activity tells what came of it.
"""
ROW_IDENTITY = "id"
"""The hidden identity that a paragraph keeps from the version before: no person means anything by it."""


def every_field():
    """Yield `(act, field)` of every act there is, with the secretariat's own and those of rows."""
    officer = Actor(account="1", capacities=frozenset({"secretariat"}), may_write=True)
    for _room, acts in acts_by_room():
        for act_type in acts:
            for field in fields_of_form(act_type, actor=officer)().fields.values():
                rows = isinstance(field, serializers.ListSerializer)
                for one in field.child.fields.values() if rows else [field]:
                    yield act_type.name, one


@pytest.mark.parametrize(
    ("act", "field"), [pytest.param(*pair, id=f"{pair[0]}.{pair[1].field_name}") for pair in every_field()]
)
def test_what_is_no_text_is_typed_by_nobody(act, field):
    kind = widgets.widget(field)
    if isinstance(field, ReferenceField | ReferencesField):
        assert kind in ("none_yet", "search"), "without a subject there is nothing to offer"
    elif kind in ("text", "paragraph", "lines"):
        assert field.field_name in WORDS, f"{act}: is “{field.field_name}” a reference, or words?"
    elif kind == "hidden":
        assert field.field_name == ROW_IDENTITY, f"{act}: “{field.field_name}” is carried in secret"


OBJECTS = {
    "kind", "measure", "measures", "item", "items", "experts", "area", "call", "task", "proposal", "name",
    "paragraph",
}  # fmt: skip
BEFORE = (
    ("starts_on", "ends_on"), ("starts_at", "ends_at"), ("valid_from", "valid_to"), ("outcome", "reason"),
    ("audience", "recipients"), ("audience", "invited"), ("kind", "title"), ("title", "text"),
    ("title", "message"), ("status", "decision"), ("concluded_on", "conclusions"),
)  # fmt: skip
ACTS = [act for _room, acts in acts_by_room() for act in acts]


@pytest.mark.parametrize("act_type", ACTS, ids=lambda act_type: act_type.name)
def test_a_form_asks_in_the_order_of_a_reader(act_type):
    names = list(act_type.fields().fields)
    places = {name: place for place, name in enumerate(names)}
    pairs = [pair for pair in BEFORE if set(pair) <= set(names)]

    assert [pair for pair in pairs if places[pair[0]] > places[pair[1]]] == []
    assert not names or names[0] in OBJECTS | {"position"} or not OBJECTS & set(names)


ROWS = [
    pytest.param(act, name, id=f"{act.name}.{name}")
    for act in ACTS
    for name, field in act.fields().fields.items()
    if isinstance(field, serializers.ListSerializer)
]


@pytest.mark.parametrize(("act_type", "name"), ROWS)
def test_who_reads_the_texts_of_rows_is_said_once_for_all_of_them(act_type, name):
    repeated = engines["jinja2"].env.get_template("components/fields.html").module.repeated
    bound = act_type.fields()[name]
    readers = {str(one.read_by.sentence) for one in bound.child.fields.values() if isinstance(one, ReadBy)}

    html = unescape(repeated("form", bound))

    assert len(readers) < 2, "rows whose texts have different readers say so at each"
    assert html.count("Read by: ") == len(readers)


@pytest.mark.django_db
def test_a_link_of_the_inbox_carries_what_it_is_about():
    page = browser(delegate("KZ")).get("/implementation/reports/new/?measure=ECO-2&year=2027")

    assert pages.chosen(page, "measure") == ["ECO-2"]
    assert pages.one(page, "input", name="year").get("value") == "2027"


class Forms(HTMLParser):
    """The controls of a page's act form, `(kind, name, whether it has a list)`, and its links."""

    def __init__(self):
        super().__init__()
        self.controls, self.links, self.in_act, self.text = [], set(), False, []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.in_act = "act-form" in given.get("class", "")
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.add(given["href"].split("#")[0])
        if self.in_act and tag in ("input", "textarea", "select") and given.get("name"):
            kind = given.get("type", "text") if tag == "input" else tag
            self.controls.append((kind, re.sub(r".*\]", "", given["name"]), "list" in given))

    def handle_endtag(self, tag):
        if tag == "form":
            self.in_act = False

    def handle_data(self, data):
        self.text.append(data)


def read(page):
    forms = Forms()
    forms.feed(page.content.decode())
    return forms


def is_act(address):
    try:
        view = resolve(address.split("?")[0]).func
    except Resolver404:  # a link out of the pages
        return False
    return issubclass(getattr(view, "view_class", object), ActPage)


def pages_of_objects():
    """Return the page of every object of the demonstration that acts are done on."""
    yield from ("/proposals/new/", "/exchange/", "/exchange/calls/", "/exchange/views/", "/exchange/intake/")
    yield from ("/implementation/", "/implementation/reports/", "/implementation/action-plans/", "/inbox/")
    yield from ("/implementation/reviews/", "/meetings/", "/experts/", "/members/", "/members/KZ/")
    for address, keys in (
        ("/proposals/{}/", Proposal.objects.values_list("reference", flat=True)),
        ("/decisions/{}/", Decision.objects.values_list("number", flat=True)),
        ("/exchange/{}/", Submission.objects.values_list("reference", flat=True)),
        ("/exchange/calls/{}/", Call.objects.values_list("reference", flat=True)),
        ("/exchange/views/{}/", Compilation.objects.values_list("reference", flat=True)),
        ("/implementation/{}/", Activity.objects.values_list("reference", flat=True)),
        ("/implementation/action-plans/{}/", ActionPlan.objects.values_list("reference", flat=True)),
        ("/implementation/reports/{}/", Report.objects.values_list("reference", flat=True)),
        ("/meetings/{}/", Meeting.objects.filter(is_demonstration=True).values_list("reference", flat=True)),
        ("/experts/{}/", Expert.objects.values_list("public_id", flat=True)),
    ):
        yield from (address.format(key) for key in keys)


TYPED = {"text": "Some words.", "date": "2998-01-01", "datetime-local": "2998-01-01T10:00"}
TICKED = ("radio", "checkbox")


def filled_in(page):
    """Return what fills in a form: words, days to come, all that can be ticked, the last of each list."""
    given = {area.get("name"): TYPED["text"] for area in pages.found(page, "textarea", name=True)}
    for field in pages.found(page, "input", name=True):
        name, kind = field.get("name"), field.get("type")
        if kind in TYPED:
            given[name] = TYPED[kind]
        elif kind in TICKED:
            given[name] = [*given.get(name, []), field.get("value")]
    for name in [drawn.get("name") for drawn in pages.found(page, "select", name=True)]:
        given[name] = [
            choice.get("value") for choice in pages.found(pages.one(page, "select", name=name), "option")
        ][-1]
    return {name: value for name, value in given.items() if name not in ON_BEHALF}


def labels_of(page):
    """Return `{value: its label}` of all that can be chosen or ticked."""
    choices = pages.found(page, "option", value=True)
    boxes = [box for kind in TICKED for box in pages.found(page, "label", "input", type=kind)]
    return {choice.get("value"): pages.words(choice) for choice in choices if choice.get("value")} | {
        box.get("value"): pages.words(box.getparent()) for box in boxes
    }


RAW = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[a-z]+_[a-z_]+\b|\w+ object \(\d+\)|\bNone\b|[{}]"
)
"""What no sentence for people has: a UUID, a name of the code, an object that has no name, a bare value."""


def keys_on_check_page(client, address, form):
    """Return what stands as a key on the page that shows an act before it is final."""
    if not pages.found(form, "button", value="check"):
        return set()
    labels = labels_of(form)
    page = client.post(address, filled_in(form) | {"step": "check"})
    main = pages.one(page, "main")
    said = [pages.words(told) for told in main.xpath(".//dd[not(*)] | .//li[not(*)]")]
    bare = {text for text in said if re.fullmatch(r"[0-9a-f-]{36}|\d+", text)}
    if pages.found(page, "button", value="confirm"):
        bare |= set(RAW.findall(pages.words(main)))
    return bare | {text for text in said if labels.get(text, text) != text}


CARRIED = {"measure", "measures", "call", "task", "proposal", "year"}
"""What a line of an inbox is about, where its form asks for it."""


def not_carried(client, actor):
    """Yield the lines of an inbox whose form does not begin with what they are about."""
    for line in waiting_for(actor, at=clock.now()):
        if not is_act(line.url):
            continue
        page = client.get(line.url)
        for name in CARRIED & {name for _kind, name, _has_list in read(page).controls}:
            typed = [
                field for field in pages.found(page, "input", name=name) if field.get("type") not in TICKED
            ]
            if not pages.chosen(page, name) and not any(field.get("value") for field in typed):
                yield line.url, name


@pytest.mark.django_db
def test_every_form_that_is_reached_offers_lists_and_speaks_in_words(settings):
    settings.DEMO = True
    call_command("load_demonstration", verbosity=0)
    typed, nameless, keys, bare, seen = set(), set(), set(), set(), {}
    for actor in (secretariat(), chair(), delegate("KZ")):
        client = browser(actor)
        bare |= set(not_carried(client, actor))
        links = set()
        for address in pages_of_objects():
            page = client.get(address)
            links |= read(page).links if page.status_code == 200 else set()
        for address in sorted(filter(is_act, links)):
            kind = re.sub(r"[A-Z]-\d{4}-\d{3}|SOC-\d+-\d+|[0-9a-f-]{36}|\d+|m-[\w-]+", "*", address)
            if seen.setdefault((actor.account, kind), 0) >= 3:
                continue
            seen[actor.account, kind] += 1
            form = client.get(address)
            page = read(form)
            keys |= {(address, key) for key in keys_on_check_page(client, address, form)}
            typed |= {
                (kind, name)
                for control, name, has_list in page.controls
                if control in ("text", "textarea") and not has_list and name not in WORDS
            }
            if re.search(r"\w+ object( \(|\b)", " ".join(page.text)):
                nameless.add(address)
    assert len({kind for _account, kind in seen}) > 40
    assert (typed, nameless, keys, bare) == (set(), set(), set(), set())


def post(address, **body):
    return browser(secretariat()).post(address, json.dumps(body), content_type="application/json")


NAMES = [
    ("KZ", ["kz", "KAZ", "Kazakhstan", "kazakhstan", "КАЗАХСТАН", "Казахстан", "Kazakhstan "]),
    ("TR", ["Türkiye", "turkiye", "Turkey", "Турция", "Turquie"]),
    ("KR", ["Republic of Korea", "République de Corée", "republique de coree", "Республика Корея"]),
    ("VN", ["Viet Nam", "viet-nam"]),
    ("KG", ["Kyrgyzstan", "kirghizistan", "Кыргызстан"]),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in NAMES for name in names])
def test_a_state_is_known_by_each_of_its_names(code, name):
    class Fields(ActFields):
        one = ParticipantField()
        several = ParticipantsField()
        offered = StateField(among=lambda subject, at: ["KG"])

    fields = Fields(
        data={"one": name, "several": [name, code], "offered": name},
        context={"at": clock.now(), "actor": None},
    )

    assert fields.is_valid(), fields.errors
    assert fields.validated_data == {"one": code, "several": [code], "offered": code}


@pytest.mark.django_db
def test_a_name_of_nobody_is_refused_by_field_with_what_is_meant():
    answer = post("/api/v1/meetings/", invited=["Atlantis", "KZ"], measures=["ECO-99"], kind="expert")

    assert answer.status_code == 400
    [invited], [measures] = answer.json()["errors"]["invited"], answer.json()["errors"]["measures"]
    assert invited.startswith("There is no member or observer “Atlantis” today. Give its name in English")
    assert measures == "There is no measure “ECO-99” in force. Give its code, such as ECO-2, or its text."


@pytest.mark.django_db
def test_of_many_unknown_names_the_first_are_given_back():
    class Fields(ActFields):
        several = ParticipantsField(max_length=None)

    names = [f"Nobody {number} {'x' * 200}" for number in range(9_000)]
    fields = Fields(data={"several": names}, context={"at": clock.now(), "actor": None})

    assert not fields.is_valid()
    (sentence,) = fields.errors["several"]
    assert "“Nobody 0 x" in sentence
    assert "Nobody 4 x" in sentence
    assert "Nobody 5" not in sentence
    assert "8995 more that were named are not known either." in sentence
    assert len(sentence) < 1_000


@pytest.mark.django_db
def test_an_amendment_chooses_its_paragraph_among_those_of_the_edition():
    dossier = ProposalDossier(Proposal(edition_id="2007"))
    change = ChangeFields(context={"subject": dossier, "at": clock.now(), "actor": None}).fields["citation"]

    assert "CA (a)2" in change.choices
    assert change.run_validation("ca (a)2") == "CA (a)2"
    with pytest.raises(serializers.ValidationError, match="no paragraph “CA \\(z\\)”"):
        change.run_validation("CA (z)")


@pytest.mark.django_db
def test_an_empty_list_says_what_comes_first_instead_of_asking_for_keys():
    opened = open_proposal(route="B", actor=delegate("KZ"), data={"measure": "ECO-2", "statement": "Views."})
    reference = opened.subject.proposal.reference
    call = {"designate_by": clock.now() + timedelta(days=5)}
    take("call-experts", reference=reference, actor=secretariat(), data=call)

    page = browser(secretariat()).get(f"/proposals/{reference}/actions/charge-experts/").content.decode()

    assert "No expert is designated for this measure today. A member state designates one first" in page
    assert 'name="experts"' not in page


@pytest.mark.django_db
def test_an_officer_enters_an_act_for_a_state_that_the_list_names():
    client, note = browser(secretariat()), {"note_number": "12/4", "note_date": "2026-01-05"}
    page = client.get("/proposals/new/?route=A&measure=ECO-2").content.decode()
    assert "Russian Federation" in pages.texts(page, "option", value="RU")

    answer = post("/api/v1/proposals/", route="A", measure="eco-2", on_behalf_of="russian federation", **note)

    assert answer.status_code == 201, answer.content

    assert Act.objects.latest("number").state == "RU"


def test_what_a_field_offers_takes_one_query_and_a_bounded_list(django_assert_num_queries, db):
    of_rows = (DecisionField, PaperField, CallField)
    for field_class in (ParticipantField, MeasureField, AreaField, *of_rows):

        class Fields(ActFields):
            one = field_class()

        asked = Fields(context={"at": clock.now(), "actor": secretariat()}).fields["one"]
        with django_assert_num_queries(1):
            assert len(asked.offered) <= MOST_OFFERED + 1


@pytest.mark.django_db
def test_what_a_register_keeps_by_key_its_page_says_by_name():
    expert = expert_of("UZ", "ECO-2")
    opened = open_proposal(route="B", actor=delegate("KZ"), data={"measure": "ECO-2", "statement": "Views."})
    reference = opened.subject.proposal.reference
    call = {"designate_by": clock.now() + timedelta(days=5)}
    take("call-experts", reference=reference, actor=secretariat(), data=call)
    charge = {"experts": [expert.name], "draft_due": "2998-01-01"}
    act = take("charge-experts", reference=reference, actor=secretariat(), data=charge).act

    page = browser(delegate("KZ")).get(f"/register/{act.number}/")
    [facts] = [text for text in pages.texts(page, "section") if text.startswith("Facts")]
    listed = browser(delegate("KZ")).get("/register/")

    assert f"{expert.name} (Uzbekistan)" in facts
    assert str(expert.public_id) not in facts
    assert not re.search(r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b", pages.words(listed))


def test_keys_of_the_database_are_no_facts_for_people():
    items = [{"item": 15, "proposal": "P-2026-001"}, {"item": 17, "title": "Seismology"}]

    [outcome, listed] = facts_of("conclude-en-bloc", {"outcome": "agreed", "items": items})

    labels = [[fact.label for fact in row.content] for row in listed.value.content]
    assert labels == [["Proposal"], ["Title"]]
    assert outcome.value.content != "agreed"


NOTE = {"on_behalf_of": "KZ", "note_number": "12/4", "note_date": "2026-01-05"}


@pytest.mark.django_db
def test_the_same_note_verbale_is_asked_about_before_it_is_entered_twice():
    client, address = browser(secretariat()), "/api/v1/submissions/"
    form = {"measures": "ECO-2", "title": "Trade", "text": "Words.", "audience": "members"} | NOTE
    body = form | {"measures": ["ECO-2"]}
    form |= {"step": "confirm"}

    first = client.post("/exchange/new/", form)
    asked = client.post("/exchange/new/", form)
    over_the_api = post(address, **body)
    done = client.post("/exchange/new/", form | {"again": "true"})

    number = Act.objects.order_by("number").first().number
    assert (first.status_code, asked.status_code, over_the_api.status_code) == (303, 409, 409)
    assert (
        "The note verbale 12/4 of that day was entered already,"
        f" for: Submit information (act No. {number})." in asked.content.decode()
    )
    assert f'href="/register/{number}/"' in asked.content.decode()
    assert 'name="again"' in asked.content.decode()
    assert 'value="Trade"' in asked.content.decode()
    assert over_the_api.json()["existing"] == f"/register/{number}/"
    assert done.status_code == 303
    assert post(address, **body, again="true").json()["errors"]["again"] == ["Say true or false."]
    assert post(address, **body, again=True).status_code == 201
    assert post(address, **body | {"note_number": "12/5", "text": "Other words."}).status_code == 201


@pytest.mark.django_db
def test_the_same_expert_is_asked_about_before_it_is_designated_twice():
    client = browser(delegate("KZ"))
    form = {
        "name": "Aigerim Demo", "post": "Adviser", "measures": "ECO-2", "valid_from": "2026-11-30",
        "valid_to": "2027-11-30", "agreed_on": "2026-11-01",
    }  # fmt: skip

    first = client.post("/experts/designate/", form)
    asked = client.post("/experts/designate/", form | {"name": "AIGERIM DEMO"})
    other = client.post("/experts/designate/", form | {"measures": "ECO-3"})
    done = client.post("/experts/designate/", form | {"again": "true"})

    expert = Expert.objects.earliest("pk")
    assert [page.status_code for page in (first, asked, other, done)] == [303, 409, 303, 303]
    assert f'href="/experts/{expert.public_id}/"' in asked.content.decode()


@pytest.mark.django_db
def test_a_note_verbale_is_known_by_its_number_and_day_whatever_it_is_entered_for():
    information = {"measures": ["ECO-2"], "title": "Trade", "text": "Words.", "audience": "members"}
    interest = {"route": "A", "measure": "ECO-4", "offer": "none"}
    assert post("/api/v1/submissions/", **information, **NOTE).status_code == 201

    said = {
        written: post("/api/v1/proposals/", **interest, **NOTE | {"note_number": written}).json()["detail"]
        for written in ("12/4", "№ 12/4", "No. 12 / 4", "12-4", "１２/4")
    }
    of_another_day = post("/api/v1/proposals/", **interest, **NOTE | {"note_date": "2026-01-06"})
    of_another_state = post("/api/v1/submissions/", **information, **NOTE | {"on_behalf_of": "KG"})

    assert all("was entered already, for: Submit information (act No." in one for one in said.values()), said
    assert of_another_day.status_code == 201
    assert of_another_state.status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "by", "body", "other"),
    [
        (
            "meetings/", secretariat, lambda: meeting_body(title="A session") | later(20),
            lambda: [{"kind": "swg"}, later(30)],
        ),
        (
            "meetings/", secretariat,
            lambda: meeting_body(kind="expert", title="On trade", measures=["ECO-2"]) | later(20),
            lambda: [{"title": "On transit"}],
        ),
        (
            "submissions/", lambda: delegate("KZ"),
            lambda: {"measures": ["ECO-2"], "title": "Trade", "text": "Words.", "audience": "members"},
            lambda: [{"text": "Other words."}, {"title": "Transit"}],
        ),
        (
            "activities/", lambda: delegate("KZ"),
            lambda: {"measure": "ECO-2", "year": 2027, "title": "A seminar", "format": "hybrid"},
            lambda: [{"year": 2028}, {"measure": "ECO-3"}, {"title": "Another seminar"}],
        ),
    ],
)  # fmt: skip
def test_what_stands_already_is_asked_about_before_it_is_entered_twice(address, by, body, other):
    client, address, body = browser(by()), f"/api/v1/{address}", body()

    def sent(**changes):
        return client.post(address, body | changes, content_type="application/json")

    first, asked, meant = sent(), sent(), sent(again=True)

    assert [answer.status_code for answer in (first, asked, meant)] == [201, 409, 201], asked.content
    assert client.get(asked.json()["existing"]).status_code == 200
    assert [sent(**changes).status_code for changes in other()] == [201] * len(other())
