"""What the measures of 2007 and the areas are called in a sentence. Their full text is on their pages."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

EDITION = "2007"
MEASURES: Mapping[str, Any] = {
    "ECO-1": _("modes of transport"),
    "ECO-2": _("transport corridors"),
    "ECO-3": _("energy security"),
    "ECO-4": _("tourism"),
    "ECO-5": _("business visas"),
    "ECO-6": _("financial sectors"),
    "ECO-7": _("small and medium enterprises"),
    "ECO-8": _("investment"),
    "ECO-9": _("technologies and communications"),
    "ECO-10": _("the trade database"),
    "ENV-1": _("environmental policies"),
    "ENV-2": _("sustainable development"),
    "ENV-3": _("disaster management and early warning"),
    "ENV-4": _("common environmental programmes"),
    "ENV-5": _("notice of natural and industrial disasters"),
    "HUM-1": _("the dialogue among civilizations"),
    "HUM-2": _("news agencies and media"),
    "HUM-3": _("cultural exchange"),
    "HUM-4": _("people-to-people contacts"),
    "HUM-5": _("joint archaeological expeditions"),
    "HUM-6": _("human rights and fundamental freedoms"),
    "NCT-1": _("terrorism"),
    "NCT-2": _("illicit trafficking"),
    "NCT-3": _("economic and cyber crimes"),
    "NCT-4": _("law enforcement cooperation"),
    "NCT-5": _("infectious diseases and epidemics"),
}
AREAS: Mapping[str, Any] = {
    "ECO": _("the economy"),
    "ENV": _("the environment"),
    "HUM": _("the human dimension"),
    "NCT": _("new challenges and threats"),
    "MIL": _("military and political affairs"),
}


def measures_in(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the measures are called that an act names; of another edition they go by their codes."""
    return MEASURES if payload.get("edition", EDITION) == EDITION else {}


def areas_in(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the areas are called that an act names."""
    return AREAS
