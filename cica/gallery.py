"""The component gallery: every macro of `templates/components/` with its states, on specimens made for it.

The page is for whoever builds pages. It is routed outside production only; nothing on it is a record.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework import serializers

from cbms.enums import Wording
from records.addresses import address_of
from records.canonical import sha256
from records.facts import Fact, Value
from records.fields import WholeNumberField
from records.models import Document
from web.held import HeldForm
from web.sent import Note


@dataclass(frozen=True)
class SpecimenAct:
    """What the act macros read of a row of the table of transitions."""

    name: str
    label: str
    description: str
    rule: str
    rule_text: str
    is_irreversible: bool = False
    notifies: str = ""


@dataclass(frozen=True)
class SpecimenStage:
    """What the stage macros read of a stage."""

    value: str
    label: str
    colour: str


STATES = (
    ("AZ", "Azerbaijan"),
    ("KZ", "Kazakhstan"),
    ("KG", "Kyrgyzstan"),
    ("KR", "Republic of Korea"),
    ("TJ", "Tajikistan"),
    ("TR", "Türkiye"),
)


class CoordinatorSpecimen(serializers.Serializer):
    """A row of a repeatable fieldset."""

    state = serializers.ChoiceField(label="State", choices=STATES)
    role = serializers.ChoiceField(
        label="Role", choices=[("coordinator", "Coordinator"), ("co_coordinator", "Co-coordinator")]
    )


class ActSpecimen(serializers.Serializer):
    """One field for each widget."""

    title = serializers.CharField(
        label="Title", max_length=120, help_text="As it will stand in the register."
    )
    statement = serializers.CharField(
        label="Statement", required=False, style={"base_template": "textarea.html"}
    )
    offer = serializers.ChoiceField(
        label="Offer to coordinate",
        choices=[("none", "No offer"), ("coordinator", "Coordinator"), ("co_coordinator", "Co-coordinator")],
    )
    supports = serializers.ChoiceField(label="State supported", required=False, choices=STATES)
    present = serializers.MultipleChoiceField(
        label="States present",
        help_text="Two thirds of the roster make the quorum.",
        choices=STATES,
    )
    answer_by = serializers.DateTimeField(
        label="Answer by", help_text="Astana time is five hours ahead of UTC."
    )
    draft_due = serializers.DateField(label="Draft due", required=False)
    year = WholeNumberField(label="Year", min_value=2004, max_value=2100)
    heading = serializers.BooleanField(label="This paragraph is a heading", required=False)
    recipients = serializers.ListField(
        label="Addresses, one a line", required=False, child=serializers.CharField()
    )
    coordinators = CoordinatorSpecimen(label="Coordinators", many=True)
    on_behalf_of = serializers.ChoiceField(label="State", required=False, choices=STATES)
    note_number = serializers.CharField(label="Number of the note", required=False)
    note_date = serializers.DateField(label="Date of the note", required=False)


STAGES = tuple(
    SpecimenStage(value, label, colour)
    for value, label, colour in (
        ("interest", "Interest", "grey"),
        ("consultation", "Consultation", "blue"),
        ("drafting", "Drafting", "violet"),
        ("editorial", "Editorial check", "violet"),
        ("circulation", "Circulation", "teal"),
        ("working_group", "Special Working Group", "sand"),
        ("agreed", "Agreed by SWG", "sand"),
        ("senior_officials", "Senior Officials Committee", "sand"),
        ("approved", "Approved", "green"),
        ("withdrawn", "Withdrawn", "red"),
    )
)

POSITIONS = {
    "S": ("support", "green", False),
    "N": ("no objection", "teal", False),
    "R": ("reservation", "violet", False),
    "O": ("objection", "red", True),
    "–": ("silent", "grey", False),
}

TEXT = {
    "text_en": "Development and application of a system of early warning of natural disasters.",
    "text_ru": "Создание и применение системы раннего предупреждения о стихийных бедствиях.",
    "text_fr": "Mise au point et utilisation d'un système d'alerte rapide en cas de catastrophe naturelle.",
    "official": ["en"],
}

ACTS = {
    "open": SpecimenAct(
        name="open-consultation",
        label="Open the consultation",
        description="Ask the interested states who should coordinate the measure.",
        rule="CA (a)2",
        rule_text="The Chairman of CICA will then consult the interested Member States on the designation of "
        "one or more coordinating countries and will ask them to prepare a draft concept paper.",
        notifies="the interested states",
    ),
    "circulate": SpecimenAct(
        name="circulate",
        label="Circulate the paper",
        description="The paper gets its symbol, and every member state is served.",
        rule="CA (a)3",
        rule_text="The paper will be circulated by the Secretariat to the Member States before being "
        "considered by a special working group.",
        is_irreversible=True,
        notifies="every member state",
    ),
}


def _cells() -> list[dict[str, object]]:
    """Return a roster of 28 invented states: no real one is shown with a position it never took."""
    cells = []
    for number, letter in enumerate("SSN–NS–O–RNSSN–NSNNNO–SSNNSN", start=1):
        label, colour, is_blocking = POSITIONS[letter]
        cells.append(
            {
                "code": f"S{number}",
                "name": f"State {number}",
                "letter": letter,
                "label": label,
                "was": "",
                "colour": colour,
                "is_blocking": is_blocking,
            }
        )
    return cells


def _refused() -> ActSpecimen:
    """Return a form as it comes back: what was typed stays, and each refused field says why."""
    serializer = ActSpecimen(
        data={
            "title": "Specimen " * 20,
            "offer": "coordinator",
            "present": ["AZ", "KZ"],
            "answer_by": "tomorrow",
            "year": 1990,
            "coordinators": [
                {"state": "AZ", "role": "coordinator"},
                {"state": "XX", "role": "co_coordinator"},
            ],
        }
    )
    serializer.is_valid()
    return serializer


def components(request: HttpRequest) -> HttpResponse:
    """Show the gallery, outside production only."""
    if not settings.DEMO:
        raise Http404
    at = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
    context = {
        "stages": STAGES,
        "text": TEXT,
        "acts": ACTS,
        "cells": _cells(),
        "form": ActSpecimen(),
        "refused": _refused(),
        "note": Note(
            "This form was opened before the paper was revised.",
            HTTPStatus.PRECONDITION_FAILED,
            changes=[{"at": at, "title": "Submit the paper", "state": "KZ", "number": 12}],
            files=["annex.pdf"],
        ),
        "kept": HeldForm(
            "k", "", address_of("proposal-act", "P-2026-001", "comment"), "text=We+propose+a+yearly+meeting."
        ),
        "at": at,
        "on": date(2014, 5, 21),
        "file": Document(
            name="specimen.pdf", size=48_213, digest=sha256(b"A specimen."), remarks=["comments"]
        ),
        "wordings": list(Wording),
        "entered": [
            Fact(_("Paper"), Value("text", "CICA/SWG/2026/CP.3/Rev.1")),
            Fact(_("Comments until"), Value("instant", at)),
        ],
        "history": [
            {"at": at, "title": "Circulate the paper", "by": "Secretariat", "rule": "CA (a)3", "text": ""},
            {
                "on": "14 March 2007",
                "title": "Cooperative Approach adopted",
                "by": "SOC, Bangkok",
                "href": "#timeline",
            },
        ],
        "refusals": [
            {
                "label": "Conclude in the Special Working Group",
                "reason": "State 8 has objected and has not withdrawn the objection.",
                "rule": "CA (a)3",
            }
        ],
    }
    return render(request, "components.html", context)
