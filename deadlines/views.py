"""The page of every running deadline, with the tables of reminders and goals that it rests on."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from deadlines.filters import DeadlineTableFilter
from deadlines.goals import known_goals
from deadlines.ladder import KINDS
from deadlines.running import OFFICES, all_for, keys_of
from deadlines.sentences import OFFICE_NAMES, in_words
from members.models import Participant
from records import clock
from web.keyset import page_of_list
from web.list_pages import ListPage


class DeadlineList(ListPage):
    """What runs, the earliest first: what, on what, who owes it, until when, by which rule, for how long."""

    template_name = "deadlines/deadline_list.html"
    parameters = tuple(DeadlineTableFilter.base_fields)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of what the reader may see."""
        at, names = clock.now(), Participant.objects.names()
        shown = all_for(self.actor, at=at)
        owers = {code for deadline in shown for code in deadline.owed_by}
        filters = DeadlineTableFilter(
            request.GET,
            owers=[
                *((code, OFFICE_NAMES[code]) for code in OFFICES if code in owers),
                *((code, name) for code, name in names.items() if code in owers),
            ],
        )
        kept = filters.kept(shown, at=at) if filters.is_valid() else []
        page = page_of_list(
            kept, name="deadlines", keys=keys_of, cursor=request.GET.get("cursor", ""), size=self.page_size
        )
        context: dict[str, Any] = {
            "rows": [in_words(deadline, at, names) for deadline in page.rows],
            "number": len(kept),
            "own": self.own(owers),
            "kinds": KINDS,
            "goals": known_goals(),
        }
        return self.framed(page, filters, **context)

    def own(self, owers: set[str]) -> str:
        """Return by which name the reader owes something: its participant's code, or its office."""
        offices = [("chair", self.actor.is_chair), ("secretariat", self.actor.is_secretariat)]
        names = [self.actor.participant, *(office for office, is_theirs in offices if is_theirs)]
        return next((name for name in names if name in owers), "")
