"""The forms of all acts there are: nobody types a key or a code, and what is chosen is said in words."""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve
from rest_framework import serializers

from cbms.fields import AreaField, MeasureField
from cbms.models import Expert
from cica import widgets
from exchange.fields import CallField
from exchange.models import Call, Compilation, Submission
from implementation.models import ActionPlan, Activity, Report
from meetings.models import Meeting
from members.actor import Actor
from members.fields import ParticipantField, ParticipantsField, StateField
from proposals.actions import open_proposal, take
from proposals.fields import DecisionField, PaperField
from proposals.models import Decision, Proposal
from records import clock
from records.acts import ActFields, acts_by_room, fields_of_form
from records.models import Act
from records.pages import ActPage
from records.references import MOST_OFFERED, ReferenceField, ReferencesField
from tests.factories.members import browser, chair, delegate, secretariat

WORDS = {
    "citation", "code", "conclusions", "consent", "decision", "description",
    "edition_title", "email", "en", "fr", "into", "mandate", "message", "name", "name_en", "name_fr",
    "name_ru", "note", "note_number", "outcome", "phone", "place", "post", "proposed_wording", "question",
    "reason", "ru", "statement", "text", "title", "waiver_reason", "widens_after", "changes",
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
        ("/implementation/reports/{}/", Report.objects.values_list("pk", flat=True)),
        ("/meetings/{}/", Meeting.objects.filter(is_demonstration=True).values_list("reference", flat=True)),
        ("/experts/{}/", Expert.objects.values_list("public_id", flat=True)),
    ):
        yield from (address.format(key) for key in keys)


@pytest.mark.django_db
def test_every_form_that_is_reached_offers_lists_and_speaks_in_words(settings):
    settings.DEMO = True
    call_command("load_demonstration", verbosity=0)
    typed, nameless, seen = set(), set(), {}
    for actor in (secretariat(), chair(), delegate("KZ")):
        client = browser(actor)
        links = set()
        for address in pages_of_objects():
            page = client.get(address)
            links |= read(page).links if page.status_code == 200 else set()
        for address in sorted(filter(is_act, links)):
            kind = re.sub(r"[A-Z]-\d{4}-\d{3}|SOC-\d+-\d+|[0-9a-f-]{36}|\d+|m-[\w-]+", "*", address)
            if seen.setdefault((actor.account, kind), 0) >= 3:
                continue
            seen[actor.account, kind] += 1
            page = read(client.get(address))
            typed |= {
                (kind, name)
                for control, name, has_list in page.controls
                if control in ("text", "textarea") and not has_list and name not in WORDS
            }
            if re.search(r"\w+ object( \(|\b)", " ".join(page.text)):
                nameless.add(address)
    assert len({kind for _account, kind in seen}) > 40
    assert (typed, nameless) == (set(), set())


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
def test_an_empty_list_says_what_comes_first_instead_of_asking_for_keys():
    opened = open_proposal(route="B", actor=delegate("KZ"), data={"measure": "ECO-2", "statement": "Views."})
    reference = opened.proposal.reference
    call = {"designate_by": clock.now() + timedelta(days=5)}
    take("call-experts", reference=reference, actor=secretariat(), data=call)

    page = browser(secretariat()).get(f"/proposals/{reference}/actions/charge-experts/").content.decode()

    assert "No expert is designated for this measure today. A member state designates one first" in page
    assert 'name="experts"' not in page


@pytest.mark.django_db
def test_an_officer_enters_an_act_for_a_state_that_the_list_names():
    client, note = browser(secretariat()), {"note_number": "12/4", "note_date": "2026-01-05"}
    page = client.get("/proposals/new/?route=A&measure=ECO-2").content.decode()
    assert '<option value="RU">Russian Federation</option>' in page

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
