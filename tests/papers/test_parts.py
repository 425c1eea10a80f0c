"""The parts of a paragraph: whatever one is declared as is asked, written, shown, sent and proved."""

from uuid import uuid4

import pytest

from papers.digests import digest_of_paragraph, digest_of_text, identities_digest, translations_digest
from papers.fields import ParagraphFields
from papers.models import Paragraph
from papers.parts import IDENTITY, PARTS, SAID
from papers.rows import blank, rows_to_start_from
from papers.writing import paragraphs
from proposals.enums import Stage
from tests.factories.members import browser, delegate
from tests.factories.proposals import COORDINATOR, proposal_at

WHERE_IT_STANDS = {"id", "version", "position", "digest"}
parts = pytest.mark.parametrize("part", PARTS, ids=[part.name for part in PARTS])


def another(part):
    """Return a value that `part` did not have in `written`."""
    if part == IDENTITY:
        return uuid4()
    return True if part.is_flag else f"Another {part.name}"


def written() -> Paragraph:
    line = {part.name: False if part.is_flag else f"In {part.name}" for part in SAID}
    (row,) = paragraphs([line], known=set())
    return row


def proved(row: Paragraph) -> tuple[str, ...]:
    """Return what the register keeps of a text, and `verify_record` works out again."""
    row.digest = digest_of_paragraph(row.text_en)
    return digest_of_text("Title", [row]), translations_digest([row]), identities_digest([row])


def test_a_paragraph_is_its_parts_and_where_it_stands():
    columns = {field.name for field in Paragraph._meta.fields}

    assert columns == {part.column for part in PARTS} | WHERE_IT_STANDS


def test_a_body_and_a_blank_row_have_every_part():
    names = [part.name for part in PARTS]

    assert list(ParagraphFields().fields) == names
    assert list(blank()) == names


@parts
def test_what_is_said_of_a_paragraph_is_written(part):
    said = {known.name: False if known.is_flag else "Before" for known in SAID} | {part.name: another(part)}

    (row,) = paragraphs([said], known={said.get(IDENTITY.name)})

    assert getattr(row, part.column) == said[part.name]


@parts
def test_a_digest_that_the_register_keeps_covers_every_part(part):
    row = written()
    before = proved(row)

    setattr(row, part.column, another(part))

    assert proved(row) != before


@pytest.mark.django_db
def test_the_form_asks_and_the_api_sends_every_part():
    proposal = proposal_at(Stage.CIRCULATION)
    client = browser(delegate(COORDINATOR))
    address = f"/proposals/{proposal.reference}/actions/"

    revised = client.post(f"/api/v1{address}revise/", {"reason": "Anew."}, content_type="application/json")
    form = client.get(f"{address}submit-paper/").content.decode()
    (sent, *_others) = client.get(f"/api/v1/papers/{proposal.paper.public_id}/").json()["paragraphs"]

    assert revised.status_code == 200, revised.content
    assert [part.name for part in PARTS if f'name="paragraphs[0]{part.name}"' not in form] == []
    assert list(sent) == [*(part.name for part in PARTS), "digest"]


@pytest.mark.django_db
def test_the_next_version_begins_with_every_part_of_the_last():
    version = proposal_at(Stage.CIRCULATION).paper.versions.get()

    rows = rows_to_start_from(version)

    kept = version.paragraphs.order_by("position").values(*(part.column for part in PARTS))
    assert [{name: str(value) for name, value in row.items()} for row in rows] == [
        {part.name: str(row[part.column]) for part in PARTS} for row in kept
    ]
