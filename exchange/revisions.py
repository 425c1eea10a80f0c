"""The revision of a submission, which `If-Match` compares."""

from django.db.models import Max, Q

from exchange.effects import DELIVERY, SUBMISSION, delivery_key
from exchange.models import Submission
from members.actor import Actor
from records.kinds import visible_acts_of
from records.models import Act


def revision_for(submission: Submission, actor: Actor) -> int:
    """Return the count of all acts on the submission, to those who follow its handling and the secretariat.

    A reader's is the number of the last act that it may see, or from a count it could tell when the authors
    settle something among themselves, and how many others acknowledged.
    """
    follows_handling = Submission.objects.handled_by(actor).filter(pk=submission.pk)
    if actor.is_secretariat or follows_handling.exists():
        return submission.revision
    line = delivery_key(submission, actor.participant)
    seen = Act.objects.filter(
        Q(visible_acts_of(SUBMISSION, actor), object_key=submission.reference)
        | Q(visible_acts_of(DELIVERY, actor), object_key=line)
    )
    return seen.aggregate(last=Max("number"))["last"] or 0
