"""The register's pages: acts by number, and each act at an address of its own."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from records.citations import sentence_of
from records.enclosures import opened
from records.epochs import epochs, standing_for
from records.facts import facts_of
from records.kinds import PROCEDURE, link_to, names_of
from records.known_acts import label_of
from records.models import Act, LateAct, RegisterHead
from records.querysets import LateActQuerySet
from records.register import ENVELOPE_FIELDS, skip_ancestor
from records.telling import COLUMNS, with_sentences
from web.keyset import Page
from web.list_pages import TablePage
from web.pages import ObjectPage
from web.register.filters import ActFilter
from web.register.told import who_was_told

LISTED = ("number", "at", "rule", *COLUMNS)


class ActList(TablePage):
    """Acts, newest first."""

    model = Act
    template_name = "web/register/act_list.html"
    ordering = ("-number",)
    filterset_class = ActFilter

    def rows(self, visible: QuerySet) -> QuerySet:
        return visible.values(*LISTED)

    def represent(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return with_sentences(in_words(rows, actor=self.actor))

    def context(self, page: Page) -> dict[str, Any]:
        return {"head": RegisterHead.objects.values("number", "hash").get()}


class LateActList(TablePage):
    """What was refused because a deadline had passed, the newest first."""

    model = LateAct
    template_name = "web/register/late_act_list.html"
    ordering = ("-id",)

    def rows(self, visible: LateActQuerySet) -> QuerySet:
        return visible.with_first_receipt().values(
            "id",
            "state",
            "action",
            "object_kind",
            "object_key",
            "turned_away_at",
            "accepted_at",
            "received_at",
            "deadline",
            "reason",
        )

    def represent(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return in_words(rows, actor=self.actor)


class ActDetail(ObjectPage):
    """All of one act: who, what, on what, by which rule, its facts, and its place in the chain."""

    model = Act
    template_name = "web/register/act_detail.html"

    def find(self, visible: QuerySet, **lookup: Any) -> dict[str, Any]:
        return visible.values(*ENVELOPE_FIELDS, "accepted_at", "digest", "hash").get(**lookup)

    def context(self, found: dict[str, Any]) -> dict[str, Any]:
        number, known = found["number"], epochs()
        links = {standing_for(link, known) for link in (number - 1, skip_ancestor(number))}
        return {
            "act": with_sentences(in_words([found], actor=self.actor))[0],
            "facts_kept": facts_of(
                found["action"],
                orjson.loads(found["payload"]) | opened([number], actor=self.actor).get(number, {}),
                actor=self.actor,
            ),
            "without_account": _("none: the procedure itself")
            if found["capacity"] == PROCEDURE
            else _("none: at the machine itself"),
            "rule_text": sentence_of(found["rule"]),
            "told": who_was_told(act=number, action=found["action"], actor=self.actor),
            "linked": [link for link in sorted(links) if link],
        }


def in_words(rows: Sequence[dict[str, Any]], *, actor: Any) -> list[dict[str, Any]]:
    """Add to rows of acts the name of what was done, and the name and address of what it was done on."""
    objects = [(row["object_kind"], row["object_key"]) for row in rows]
    named = names_of(objects, actor=actor)
    return [
        row | {"label": label_of(row["action"]), "object": link_to(*about, name=named.get(about, ""))}
        for row, about in zip(rows, objects, strict=True)
    ]
