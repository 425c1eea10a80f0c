"""Who reads a text is said beside its field, and kept from everybody else."""

import json
from collections.abc import Iterator

import orjson
import pytest
from django.core.management import call_command
from rest_framework import serializers

from members.actor import Actor
from records.act_types import ActType
from records.canonical import sha256
from records.enclosures import opened, unsound
from records.known_acts import acts_by_room, registered_as
from records.models import Act, Enclosure
from records.readers import ReadBy
from records.register import verify
from tests.addresses import addresses_served
from tests.factories.canaries import plant
from tests.factories.meetings import convene, later, on_meeting
from tests.factories.members import browser, delegate
from web.form_pages import FormPage

pytestmark = pytest.mark.django_db

REFERENCES = {
    "area", "call", "citation", "code", "decision", "digest", "into", "measures", "on_behalf_of", "proposal",
    "replaces", "symbol", "url",
}  # fmt: skip
"""Fields that take what has a name in the record already, or is no text for people."""
PHRASE = "Read by: "


def texts_of(fields: serializers.Serializer) -> Iterator[tuple[str, serializers.Field]]:
    """Yield the fields of a form that take words, also those of its rows."""
    for name, one in fields.fields.items():
        rows = one.child if isinstance(one, serializers.ListSerializer) else one
        if isinstance(rows, serializers.Serializer):
            yield from texts_of(rows)
        elif isinstance(one, ReadBy) or (is_text(one) and name not in REFERENCES):
            yield name, one


def is_text(one: serializers.Field) -> bool:
    return isinstance(one, serializers.CharField) and not hasattr(one, "choices")


def every_act() -> list[ActType]:
    return [act_type for _room, acts in acts_by_room() for act_type in acts]


def pages_of_no_act() -> Iterator[type[FormPage]]:
    """Yield the pages with a form that is no act of the procedure."""
    for pattern in addresses_served():
        page = getattr(pattern.callback, "view_class", None)
        if page is not None and issubclass(page, FormPage):
            yield page


def test_every_field_of_words_in_every_form_says_who_will_read_it():
    forms = {act_type.name: act_type.fields for act_type in every_act()}
    forms |= {page.__name__: page.fields for page in pages_of_no_act()}
    assert {"WebhookChange", "FeedAddresses", "Profile"} <= forms.keys(), sorted(forms)
    found = [(name, field, one) for name, form in forms.items() for field, one in texts_of(form())]

    silent = [(name, field) for name, field, one in found if PHRASE not in str(one.help_text)]

    assert silent == []
    assert len(found) > 70


def test_no_payload_has_words_with_fewer_readers_than_its_act():
    """Every act that the canaries take: what the register keeps is what the form said it keeps."""
    plant()
    tried, wrong = set(), []
    for act in Act.objects.order_by("number"):
        payload = orjson.loads(act.payload)
        for known in registered_as(act.action):
            for name, one in texts_of(known.act_type.fields()):
                readers = getattr(one, "read_by", None)
                if readers is None or not payload.get(name):
                    continue
                tried.add((act.action, name))
                is_digest = isinstance(payload[name], dict) and set(payload[name]) == {"digest"}
                narrower = bool(readers.kind) and readers.kind != act.object_kind
                if is_digest != narrower or not (narrower or readers.in_register):
                    wrong.append((act.action, name))

    assert wrong == []
    assert {
        ("convene-session", "message"),
        ("convene-session", "invited"),
        ("cancel-meeting", "reason"),
    } <= tried
    assert len(tried) > 30


def test_those_invited_read_what_the_public_register_holds_the_digest_of():
    meeting = convene(audience="public", message="Bring the figures.", **later(9))
    act = Act.objects.get(action="convene-session")
    address, page = f"/api/v1/register/{act.number}/", f"/register/{act.number}/"

    shown = {
        name: (client.get(address).json(), client.get(page).content.decode())
        for name, client in (("public", browser(Actor.nobody())), ("invited", browser(delegate("JP"))))
    }

    public, invited = shown["public"], shown["invited"]
    assert "Bring the figures." not in json.dumps(public[0]) + public[1]
    assert public[0]["enclosures"] == []
    kept = {one["field"]: one["content"] for one in invited[0]["enclosures"]}
    assert json.loads(kept["message"])["value"] == "Bring the figures."
    assert "JP" in json.loads(kept["invited"])["value"]
    assert public[0]["payload"]["message"] == {"digest": sha256(kept["message"].encode())}
    assert "Bring the figures." in invited[1]
    assert opened([act.number], actor=Actor.nobody()) == {}
    assert meeting.message == "Bring the figures."


def test_the_public_is_told_neither_who_comes_nor_why_a_public_meeting_is_cancelled():
    meeting = convene(audience="public", message="For those invited.")
    on_meeting(meeting, "record-attendance", participants=["KZ", "JP"])
    called_off = convene(audience="public", **later(9))
    on_meeting(called_off, "cancel-meeting", reason="The host has an election.")

    def read(actor: Actor) -> str:
        client = browser(actor)
        addresses = [
            *(f"/meetings/{row.reference}/" for row in (meeting, called_off)),
            *(f"/api/v1/meetings/{row.reference}/" for row in (meeting, called_off)),
            "/members/JP/", "/api/v1/register/?page_size=200", "/register/",
            *(f"/register/{number}/" for number in Act.objects.values_list("number", flat=True)),
        ]  # fmt: skip
        return "".join(client.get(address).content.decode() for address in addresses)

    for_the_public, for_the_invited = read(Actor.nobody()), read(delegate("JP"))

    for words in ("For those invited.", "The host has an election.", '"present":["KZ"', 'attendance"><h2>'):
        assert words not in for_the_public
    assert "For those invited." in for_the_invited
    assert "The host has an election." in for_the_invited
    assert (
        f"/meetings/{meeting.reference}/" not in browser(Actor.nobody()).get("/members/JP/").content.decode()
    )
    assert f"/meetings/{meeting.reference}/" in browser(delegate("JP")).get("/members/JP/").content.decode()


def test_a_calendar_of_a_participant_does_not_tell_the_public_that_it_is_invited():
    meeting = convene(audience="public", title="A public session", **later(9))
    address = "/calendars/participants/JP.ics"

    assert browser(delegate("JP")).get(address).status_code == 200
    assert meeting.reference not in browser(Actor.nobody()).get(address).content.decode()
    assert meeting.reference in browser(delegate("JP")).get(address).content.decode()


def test_the_register_and_its_enclosures_are_proved_together(capsys):
    convene(audience="public", message="Bring the figures.", **later(9))
    act = Act.objects.get(action="convene-session")
    assert (verify().broken_at, unsound()) == (None, None)
    call_command("verify_register")

    Enclosure.objects.create(
        act=act, field="title", object_kind="invitations", object_key=act.object_key,
        content='{"nonce":"0","value":"Never said."}',
    )  # fmt: skip

    assert unsound() == (act.number, "title")
    with pytest.raises(SystemExit):
        call_command("verify_register")
    assert "its enclosure “title” is not what was entered" in capsys.readouterr().out


def test_a_short_text_cannot_be_found_by_trying():
    on_meeting(convene(audience="public", **later(9)), "cancel-meeting", reason="Ill.")
    on_meeting(convene(audience="public", **later(9)), "cancel-meeting", reason="Ill.")

    digests = {
        orjson.loads(payload)["reason"]["digest"]
        for payload in Act.objects.filter(action="cancel-meeting").values_list("payload", flat=True)
    }

    assert len(digests) == 2
    assert sha256(b"Ill.") not in digests
