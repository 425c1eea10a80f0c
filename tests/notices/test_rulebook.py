"""Who is told of what: one table, which acts are carried out by, which the page shows, which acts obey."""

from html import unescape

import pytest
from django.core.management import call_command

from notices.models import Notice
from notices.rulebook import rules
from records.act_types import ActType, Entry, Group
from records.door import New, take
from records.known_acts import acts_by_room, known_acts
from records.models import Act
from tests.factories.members import secretariat
from tests.web.example import WRITE_NOTE

pytestmark = pytest.mark.django_db


def every_act() -> dict[str, ActType]:
    return {str(act.name): act for _room, types in acts_by_room() for act in types}


def test_every_act_that_the_register_knows_is_in_the_table():
    assert set(every_act()) == {str(name) for name, _label in known_acts()}


def test_everyone_may_read_the_table(client):
    page = unescape(client.get("/notices/rules/").text)
    answer = client.get("/api/v1/notices/rules/").json()

    assert answer == {"rooms": rules()}
    for act in every_act().values():
        assert str(act.label) in page
        assert "; ".join(str(group.label) for group in act.tells) in page


def test_the_table_is_in_the_readers_language(client):
    english = client.get("/notices/rules/").text
    russian = client.get("/notices/rules/", headers={"accept-language": "ru"}).text

    assert "<h2>Proposals</h2>" in english
    assert "<h2>Предложения</h2>" in russian


def test_an_act_tells_nobody_whom_the_table_does_not_name():
    def tell_too_many(subject, actor, body, at):
        return Entry("participant", "TR", told={Group("others", "the others"): ["TR"]})

    act_type = ActType(name="tell", label="Tell", who=WRITE_NOTE.who, rule="", effect=tell_too_many)

    with pytest.raises(ValueError, match="tell does not declare that it tells"):
        take(act_type.name, New((act_type,)), actor=secretariat(), data={})
    assert not Act.objects.exists()


def test_every_act_of_the_demonstration_tells_exactly_the_groups_of_the_table(settings, monkeypatch):
    settings.DEMO = True
    entries: list[Entry] = []
    addressees = Entry.addressees.fget

    def note(entry: Entry) -> frozenset[str]:
        entries.append(entry)
        return addressees(entry)

    monkeypatch.setattr(Entry, "addressees", property(note))
    call_command("load_demonstration", verbosity=0)

    performed = list(Act.objects.order_by("number").prefetch_related("notices"))
    assert len(performed) == len(entries) > 100
    for act, entry in zip(performed, entries, strict=True):
        declared = set(every_act()[act.action].tells)
        may_be_left_out = declared if act.object_kind in {"submission", "handling", "delivery"} else set()
        assert declared - may_be_left_out <= set(entry.told) <= declared, act.action
        named = {code for codes in entry.told.values() for code in codes if code}
        on_behalf = {act.state} if act.entered_by else set()
        assert {notice.addressee for notice in act.notices.all()} == named | on_behalf, act.action
    assert Notice.objects.count() > len(performed)
