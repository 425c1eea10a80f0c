"""Every act on a meeting, for every capacity: who may is decided before anything else is looked at."""

import pytest

from meetings.transitions import CONVENE_MEETING, CONVENE_SESSION, TABLE
from records.refusals import NotVisible, NotYours, Refusal
from tests.factories.meetings import convene, later, on_meeting
from tests.factories.members import administrator, chair, delegate, secretariat, viewer

pytestmark = pytest.mark.django_db

WHO = {
    "member": lambda: delegate("UZ"),
    "host": lambda: delegate("JP"),
    "observer": lambda: delegate("US"),
    "organisation": lambda: delegate("OSCE"),
    "chair": chair,
    "secretariat": secretariat,
    "read-only secretariat": lambda: secretariat(read_only=True),
    "viewer": lambda: viewer("UZ"),
    "administrator": administrator,
}
CONVENERS = {"secretariat"}
RUNNERS = {"chair", "secretariat"}
# Of an expert meeting: {act: who may}; and what the Chair may besides at a session.
MAY = {
    "host-meeting": {"member", "host", "observer", "chair"},
    "withdraw-hosting": {"host"},
    "answer-invitation": {"member", "host", "observer", "organisation", "chair"},
    "conclude-item": RUNNERS,
    "conclude-en-bloc": {"chair"},
    "charge-experts": RUNNERS,
    "update-task": {"host", "secretariat"},
}
AT_A_SESSION = {
    "host-meeting": {"member", "chair"},
    "withdraw-hosting": set(),
    "answer-invitation": MAY["answer-invitation"],
    "conclude-item": {"chair"},
    "conclude-en-bloc": {"chair"},
    "charge-experts": RUNNERS,
    "update-task": {"secretariat"},
    "add-task": {"secretariat"},
}


def may(name, who, meeting):
    """Whether the act was refused for another reason than that it is somebody else's."""
    try:
        on_meeting(meeting, name, WHO[who]())
    except (NotYours, NotVisible):
        return False
    except Refusal:
        return True
    return True


@pytest.mark.parametrize("name", [act.name for act in TABLE])
def test_at_a_meeting_of_experts(name):
    meeting = convene(kind="expert", audience="participants", **later(40))
    on_meeting(meeting, "host-meeting", delegate("JP"))

    assert {who for who in WHO if may(name, who, meeting)} == MAY.get(name, CONVENERS)


@pytest.mark.parametrize("name", [act.name for act in TABLE])
def test_at_a_session_of_a_body(name):
    meeting = convene(audience="participants", **later(40))

    assert {who for who in WHO if may(name, who, meeting)} == AT_A_SESSION.get(name, RUNNERS)


def test_convening():
    def convening(kind):
        found = set()
        for who, actor in WHO.items():
            try:
                convene(actor(), kind=kind)
            except NotYours:
                continue
            found.add(who)
        return found

    assert convening("soc") == {"chair", "secretariat"}
    assert convening("expert") == {"secretariat"}


def test_each_row_cites_a_rule_whose_sentence_is_known():
    from records.citations import PRACTICE, sentence_of  # noqa: PLC0415

    rules = {rule for act in (CONVENE_SESSION, CONVENE_MEETING, *TABLE) for rule in act.all_rules}

    assert all(sentence_of(rule) for rule in rules - {PRACTICE})


def test_a_refusal_says_whose_the_act_is():
    with pytest.raises(NotYours, match="the Chair, for a session or the secretariat"):
        on_meeting(convene(), "add-item", delegate("UZ"), title="One")
