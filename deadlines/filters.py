"""What the list of deadlines is filtered by, on its page and in its API. The list is in memory, so a form
will do.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from deadlines.ladder import KINDS
from deadlines.running import Deadline
from web.filters import LONGEST_CODE, ChoiceField, CodeField


class When(TextChoices):
    """How near a deadline is."""

    OVERDUE = "overdue", _("Overdue")
    SOON = "soon", _("Within a week")
    LATER = "later", _("Later")


class DeadlineFilter(forms.Form):
    """Deadlines by kind, by who owes them, by what they are on, by how near they are."""

    kind = ChoiceField(label=_("Kind"), required=False, choices=[(kind.name, kind.label) for kind in KINDS])
    owed_by = CodeField(label=_("Owed by"), required=False, max_length=LONGEST_CODE)
    measure = CodeField(label=_("Measure"), required=False, max_length=LONGEST_CODE)
    object = CodeField(label=_("Object"), required=False, max_length=LONGEST_CODE)
    when = ChoiceField(label=_("When"), required=False, choices=When.choices)
    is_goal = forms.ChoiceField(  # `true` or `false`, as everywhere, and no other letters
        label=_("Set by"),
        required=False,
        choices=[("false", _("an act or a rule")), ("true", _("our goal alone"))],
    )

    def kept(self, deadlines: Iterable[Deadline], *, at: datetime) -> list[Deadline]:
        """Return the deadlines that the filters keep; ask `is_valid()` first."""
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return [
            deadline for deadline in deadlines if all(_keeps(deadline, *one, at) for one in asked.items())
        ]


def _keeps(deadline: Deadline, name: str, value: str, at: datetime) -> bool:
    if name == "owed_by":
        return value.casefold() in (ower.casefold() for ower in deadline.owed_by)
    if name == "measure":
        return value in deadline.measure.split(", ")
    if name == "object":
        return value == deadline.object_key.upper()
    if name == "when":
        return value == when(deadline, at)
    if name == "is_goal":
        return deadline.row.is_goal == (value == "true")
    return deadline.kind == value


def when(deadline: Deadline, at: datetime) -> When:
    """Return how near a deadline is at `at`."""
    if deadline.due_at <= at:
        return When.OVERDUE
    return When.SOON if deadline.is_soon_at(at) else When.LATER


class DeadlineTableFilter(DeadlineFilter):
    """The same, with the choice of those who owe something among what the reader is shown."""

    def __init__(self, data: Any, *, owers: Sequence[tuple[str, Any]]) -> None:
        super().__init__(data)
        label = self.fields["owed_by"].label
        self.fields["owed_by"] = ChoiceField(label=label, required=False, choices=owers)
