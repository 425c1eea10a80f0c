"""The proof of who takes part and who chairs: by the acts, and by the reference record."""

import pytest

from members.proof import members_differ
from records.door import rehearsed
from tests.factories import taking
from tests.factories.members import secretariat
from tests.members.test_actions import AT, NEPAL, change, hand_over
from tests.records.test_register import tamper

pytestmark = pytest.mark.django_db

TAMPERED = {
    "who chairs": ("UPDATE members_chairmanship SET state_id = 'KG'", "term as Chair from", "state_id"),
    "who chaired": (
        "UPDATE members_chairmanship SET state_id = 'KG' WHERE reference_key IS NOT NULL", "term as Chair",
        "state_id",
    ),
    "that a term ended": (
        "UPDATE members_chairmanship SET valid_to = '2026-11-30' WHERE valid_to = '2026-12-01'",
        "term as Chair", "row",
    ),
    "a term": ("DELETE FROM members_chairmanship WHERE reference_key IS NULL", "term as Chair", "row"),
    "a term of the reference record": (
        "DELETE FROM members_chairmanship WHERE reference_key IS NOT NULL", "chairmanship", "row",
    ),
    "a status that an act gave": (
        "UPDATE members_period SET status = 'observer' WHERE reference_key IS NULL", "period from", "status",
    ),
    "a status that ended": (
        "UPDATE members_period SET status = 'member' WHERE participant_id = 'ID'", "period until", "status",
    ),
    "a status of the reference record": (
        "UPDATE members_period SET status = 'observer' WHERE participant_id = 'KZ'", "period KZ", "status",
    ),
    "from when a status is": (
        "UPDATE members_period SET valid_from = '2026-10-01' WHERE participant_id = 'NP'", "period from NP",
        "row",
    ),
    "that a status ended": (
        "UPDATE members_period SET valid_to = '2020-01-01' WHERE participant_id = 'KZ'", "period KZ",
        "valid_to",
    ),
    "that a status ended, as if by an act": (
        "UPDATE members_period SET valid_to = valid_from + 1, changed_by_act = true WHERE status = 'member'",
        "period until", "row",
    ),
    "by which decision": ("UPDATE members_period SET decision = 'None'", "period from", "decision"),
    "what a participant was called": (
        "UPDATE members_formername SET name_en = 'Other' WHERE participant_id = 'TR'", "former name",
        "name_en",
    ),
    "a participant's name": (
        "UPDATE members_participant SET name_en = 'Other' WHERE code = 'NP'", "participant NP", "name_en",
    ),
    "a participant's name of the reference record": (
        "UPDATE members_participant SET name_ru = 'Другое' WHERE code = 'KZ'", "participant KZ", "name_ru",
    ),
    "a name, as if by an act": (
        "UPDATE members_participant SET name_ru = 'Другое', changed_by_act = true WHERE code = 'KZ'",
        "participant KZ", "row",
    ),
    "an other name": ("DELETE FROM members_alias", "alias", "row"),
    "who heads the secretariat": (
        "UPDATE members_headofsecretariat SET name = 'Nobody'", "head of secretariat", "name",
    ),
}  # fmt: skip


def test_what_was_changed_of_participants_and_terms_is_named():
    officer = secretariat()
    taking.admit(actor=officer, data=NEPAL, at=AT)
    change(officer)
    hand_over(officer)
    assert [str(one) for one in members_differ()] == []

    for what, (statement, named, field) in TAMPERED.items():
        with rehearsed():
            tamper(statement)

            found = [(one.object, one.field) for one in members_differ()]

        assert any(name.startswith(named) and column == field for name, column in found), (what, found)


def test_a_status_that_ended_and_began_again_is_what_the_acts_say():
    officer = secretariat()
    change(officer, status="none", effective_on="2026-10-01")
    change(officer, effective_on="2026-11-20")
    hand_over(officer)
    hand_over(officer, code="KG", effective_on="2027-01-01")

    assert [str(one) for one in members_differ()] == []
