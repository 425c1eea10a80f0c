"""`docs/procedure.md`: every table of every room, as its rows are."""

import pytest
from django.core.management import call_command

from cica.management.commands import procedure_diagram
from proposals.transitions import TABLE
from records.act_types import StagedAct
from records.known_acts import acts_by_room

pytestmark = pytest.mark.django_db  # the sentences of the rules are rows, though a process reads them once


def test_the_page_in_the_repository_is_what_the_tables_give(settings):
    written = (settings.BASE_DIR / "docs" / "procedure.md").read_text(encoding="utf-8")

    assert written == procedure_diagram.page(), "Run `python manage.py procedure_diagram`."


def test_the_command_writes_the_page(tmp_path, monkeypatch, settings, capsys):
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(procedure_diagram, "ADDRESS", tmp_path / "procedure.md")

    call_command("procedure_diagram")

    assert (tmp_path / "procedure.md").read_text(encoding="utf-8") == procedure_diagram.page()
    assert capsys.readouterr().out == "Wrote procedure.md\n"


def test_no_act_that_has_stages_is_left_out():
    printed = [*TABLE, *(act for _heading, acts in procedure_diagram.OTHER_TABLES for act in acts)]
    known = [act for _room, acts in acts_by_room() for act in acts if isinstance(act, StagedAct)]

    assert [act.name for act in known if act not in printed] == []


def test_every_way_from_a_stage_to_another_is_an_arrow():
    text = procedure_diagram.page()

    for _heading, acts in procedure_diagram.OTHER_TABLES:
        for act in acts:
            for source in act.sources:
                for after in act.ways_from(source).values():
                    arrow = f"    {source.value if source else '[*]'} --> {after.value}: "
                    assert after == source or arrow in text, f"{act.name}: {arrow}"


def test_the_end_by_the_last_withdrawal_is_visible():
    text = procedure_diagram.page()

    assert "    drafting --> withdrawn: 2 Withdraw interest, no other state is interested\n" in text
    assert "| Withdrawn (no other state is interested); the stage stays |" in text
