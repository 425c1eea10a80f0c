"""The procedure in words and pictures: complete, derived from the table, and the same everywhere."""

import itertools
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from proposals import rules
from proposals.diagram import BOX_WIDTH, LANE, diagram, mermaid
from proposals.enums import Route, Stage
from proposals.procedure import CONDITIONS, FINAL_IF, asked_besides, edges, rows, staying, way
from proposals.transitions import TABLE
from tests.pages import found

pytestmark = pytest.mark.django_db  # the sentences of the rules are rows, though a process reads them once


def test_every_guard_and_every_addressee_of_the_table_has_words():
    asked = {guard for row in TABLE for guard in (*row.guards, *row.checks)}

    assert asked == set(CONDITIONS)
    assert all(group.label for row in TABLE for group in row.tells)
    assert {row.breaks for row in TABLE if row.breaks} == set(FINAL_IF)


def test_what_else_a_row_asks_for_is_printed():
    besides = {row["name"]: row["besides"] for row in rows()}
    both = (rules.CHAIR, rules.SECRETARIAT)
    comment = next(row for row in TABLE if row.name == "comment")
    four_eyes = replace(comment, assurance=timedelta(minutes=5), released_by=both)

    assert besides["circulate"] == ["cannot be undone"]
    assert besides["take-position"] == ["cannot be undone: an objection or an amendment"]
    assert besides["comment"] == []
    assert asked_besides(four_eyes) == [
        "the second factor, proved at most 5 min before",
        f"released by a second person: {rules.CHAIR.label} or {rules.SECRETARIAT.label}",
    ]


def test_route_a_passes_its_stages_and_no_other_routes():
    assert way(Route.A) == tuple(stage for stage in Stage if stage not in (Stage.VIEWS, Stage.EXPERTS))


@pytest.mark.parametrize("route", list(Route))
def test_every_stage_of_a_route_is_left_or_final_and_the_end_is_reached(route):
    left = {edge.source for edge in edges(route)}

    assert set(way(route)) - left == {Stage.COMPLETED, Stage.DECLINED, Stage.WITHDRAWN}


def test_an_unbroken_silence_leads_where_its_body_leads():
    number = next(row["number"] for row in rows() if row["name"] == "close-silence")

    assert [(edge.source, edge.target) for edge in edges(Route.A) if edge.number == number] == [
        (Stage.WORKING_GROUP, Stage.AGREED),
        (Stage.SENIOR_OFFICIALS, Stage.APPROVED),
    ]


def test_an_act_that_stays_is_named_in_the_stage():
    names = {row["number"]: row["name"] for row in rows()}

    assert [names[number] for number in staying(Route.A, Stage.CONSULTATION)] == [
        "declare-interest",
        "withdraw-interest",
        "respond",
    ]


@pytest.mark.parametrize("route", list(Route))
def test_the_picture_has_every_edge_once_and_nothing_outside_it(route):
    picture = diagram(route)
    drawn = sorted(
        [number for step in picture.steps for number, _text, _y in step.lines if number]
        + [lane.number for lane in picture.lanes for _mark in lane.marks]
    )

    assert drawn == sorted(edge.number for edge in edges(route))
    across = [
        int(x) for lane in picture.lanes for path in lane.lines for x in re.findall(r"[MH] (\d+)", path)
    ]
    assert min([*across, 0]) >= 0
    assert max([*across, 0]) <= picture.width
    assert all(0 < box.y < picture.height for box in picture.boxes)
    assert picture.boxes[0].x + BOX_WIDTH <= picture.width


@pytest.mark.parametrize("route", list(Route))
def test_lanes_that_overlap_stand_apart(route):
    spans = {}
    for lane in diagram(route).lanes:
        heights = [int(y) for path in lane.lines for y in re.findall(r"(?:V|M \d+) (\d+)", path)]
        spans.setdefault(lane.marks[0][0], []).append((min(heights), max(heights)))

    for heights in spans.values():
        ordered = sorted(heights)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(ordered))
    columns = sorted(spans)
    assert all(b - a >= LANE for a, b in itertools.pairwise(columns))


def test_the_mermaid_text_begins_and_ends():
    text = mermaid(Route.A)

    assert "[*] --> interest: 1 Declare interest" in text
    assert "completed --> [*]" in text


@pytest.mark.django_db
@pytest.mark.parametrize("route", list(Route))
def test_a_route_that_is_asked_for_changes_nothing_of_what_an_act_rests_on_elsewhere(route):
    of_all = {row["name"]: (row["routes"], row["by_route"]) for row in rows()}

    for row in rows(route):
        assert (row["routes"], row["by_route"]) == of_all[row["name"]]
        assert row["rule"] == row["by_route"][route]


@pytest.mark.django_db
@pytest.mark.parametrize("route", list(Route))
def test_everyone_reads_the_acts_of_a_route_with_their_sentences(route):
    page = Client().get(f"/procedure/?route={route.value}")

    assert page.status_code == 200
    shown = [row["label"] for row in rows(route)]
    numbers = found(page, "h3", "span", class_="number")
    assert [number.tail.strip() for number in numbers] == shown
    assert len(shown) < len(TABLE)


def test_the_sentence_of_the_approach_stands_beside_the_act():
    html = Client().get("/procedure/").content.decode()

    assert "Member States may declare their interest" in html


def test_no_route_shows_the_first_and_an_unknown_one_is_refused_by_name():
    assert "Coordinator proposal" in Client().get("/procedure/").content.decode()
    refused = Client().get("/procedure/?route=Z")
    assert (refused.status_code, "“Z” is none of its values" in refused.content.decode()) == (400, True)
