"""The proof of the catalogue: by the reference record, and by the decisions that amended it."""

from datetime import date

import pytest

from cbms.models import Edition
from cbms.proof import Amendment, catalogue_differs, editions_differ
from records.door import rehearsed
from tests.cbms.test_amendments import CHANGES, IN_FORCE, enact
from tests.records.test_register import tamper

pytestmark = pytest.mark.django_db

FIRST = Amendment("SOC-2026-001", "2007", "Catalogue of 2027", CHANGES, date(2026, 12, 15), IN_FORCE)
NEXT = Amendment(
    "SOC-2027-001", "2027", "Catalogue of mid-2027",
    [
        {"kind": "add", "area": "ECO", "en": "Another."},
        {"kind": "provision", "citation": "CA 2027 (a)2", "en": "The Chair asks all Member States."},
    ],
    date(2027, 6, 1), date(2027, 1, 1),
)  # fmt: skip
"""The second is in force from its adoption, since no edition comes into force before."""

OF_THE_RECORD = {
    "a measure's text": ("UPDATE cbms_measure SET text_en = 'Other'", "measure 2007 ECO-1", "text_en"),
    "a measure's text, as if by an act": (
        "UPDATE cbms_measure SET text_en = 'Other', changed_by_act = true", "measure ECO-1", "changed_by_act",
    ),
    "a rule's text": ("UPDATE cbms_provision SET text_en = 'Other'", "provision CA (a)2", "text_en"),
    "when an edition is in force": (
        "UPDATE cbms_edition SET in_force_from = '2008-01-01'", "edition 2007", "in_force_from",
    ),
    "the end of an edition, as if by an act": (
        "UPDATE cbms_edition SET in_force_from = NULL, changed_by_act = true", "edition 2007",
        "in_force_from",
    ),
    "an area's name": ("UPDATE cbms_area SET text_ru = 'Другое'", "area 2007 ECO", "text_ru"),
    "a measure that no record has": (
        "UPDATE cbms_measure SET code = 'ECO-99' WHERE edition_id = '2007' AND code = 'ECO-1'",
        "measure 2007 ECO-99", "row",
    ),
    "an offer": ("UPDATE cbms_offer SET state_id = 'KG'", "offer 1", "state_id"),
    "who coordinates": ("UPDATE cbms_coordinator SET role = 'observer'", "coordinator ", "role"),
    "an entry of the official list": ("DELETE FROM cbms_coordinator", "coordinator ", "row"),
}  # fmt: skip
OF_DECISIONS = {
    "a measure that was added": (
        "UPDATE cbms_measure SET text_en = 'Other' WHERE edition_id = '2027' AND code = 'MIL-1'",
        "edition 2027, measure MIL-1", "text_en",
    ),
    "a measure that continues": (
        "UPDATE cbms_measure SET text_en = 'Other' WHERE edition_id = '2027' AND code = 'HUM-1'",
        "edition 2027, measure HUM-1", "text_en",
    ),
    "a measure that was retired": (
        "UPDATE cbms_measure SET code = 'ECO-5' WHERE edition_id = '2027' AND code = 'ECO-11'",
        "edition 2027, measure ECO-5", "row",
    ),
    "an area": (
        "DELETE FROM cbms_area WHERE edition_id = '2027' AND code = 'MIL'", "edition 2027, area MIL", "row",
    ),
    "a paragraph": (
        "UPDATE cbms_provision SET text_en = 'Other' WHERE edition_id = '2027-2'",
        "edition 2027-2, paragraph CA 2027-2 (a)2", "text_en",
    ),
    "a thread": (
        "UPDATE cbms_concordance SET relation = 'same' WHERE relation = 'reworded'", "edition 2027, thread",
        "row",
    ),
    "when it comes into force": (
        "UPDATE cbms_edition SET in_force_from = '2027-02-01' WHERE code = '2027'", "edition of SOC-2026-001",
        "in_force_from",
    ),
    "what it is called": (
        "UPDATE cbms_edition SET text_en = 'Other' WHERE code = '2027'", "edition of SOC-2026-001", "text_en",
    ),
    "until when the one before is in force": (
        "UPDATE cbms_edition SET in_force_to = NULL WHERE code = '2007'", "edition 2007", "row",
    ),
    "a decision on it": (
        "UPDATE cbms_edition SET decision = 'SOC-2026-999' WHERE code = '2027'", "edition of SOC-2026-999",
        "row",
    ),
}  # fmt: skip


def test_the_catalogue_is_what_the_reference_record_says():
    assert [str(one) for one in catalogue_differs()] == []

    for what, (statement, named, field) in OF_THE_RECORD.items():
        with rehearsed():
            tamper(statement)

            found = [(one.object, one.field) for one in catalogue_differs()]

        assert any(name.startswith(named) and column == field for name, column in found), (what, found)


def test_an_edition_is_what_its_decision_made_of_the_one_before():
    enact()
    enact(
        NEXT.changes, base=Edition.objects.get(code="2027"), title=NEXT.title, decision=NEXT.decision,
        adopted_on=NEXT.adopted_on, in_force_on=NEXT.in_force_on,
    )  # fmt: skip
    assert [str(one) for one in editions_differ([FIRST, NEXT])] == []
    assert [str(one) for one in catalogue_differs()] == []

    for what, (statement, named, field) in OF_DECISIONS.items():
        with rehearsed():
            tamper(statement)

            found = [(one.object, one.field) for one in editions_differ([FIRST, NEXT])]

        assert any(name.startswith(named) and column == field for name, column in found), (what, found)
