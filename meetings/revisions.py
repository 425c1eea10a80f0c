"""The revision of a meeting, which `If-Match` compares."""

from meetings.kinds import KINDS
from meetings.models import Meeting
from members.actor import Actor
from records.models import Act


def revision_for(meeting: Meeting, actor: Actor) -> int:
    """Return the count of all acts on the meeting, to those who read all of it.

    Another reader's is the number of the last act that it may see: from a count it could tell when somebody
    was invited, or a task of the logistics was done.
    """
    if actor.reads_restricted:
        return meeting.revision
    kinds = [kind.name for kind in KINDS]
    seen = Act.objects.history_for(actor, *kinds, key=meeting.reference)
    return seen.values_list("number", flat=True).first() or 0
