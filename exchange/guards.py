"""What must be so before an act: guards ask the record, checks ask the record about the act's body.

Each answers with what is still missing, in one sentence, and the rule that asks for it where that is another
than the act's own; or with None.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from exchange.consent import widening_outcome
from exchange.dossier import SubmissionDossier, silent_on
from exchange.enums import Audience, SubmissionKind, SubmissionStage, WideningOutcome
from exchange.models import Call, Submission, Version
from members.actor import Actor
from records.act_types import Missing
from records.canonical import sha256
from records.certain import certain
from records.documents import content_of

INFORMATION = "CA intro 5"
VIEWS = "CA (b)1"
DATABASE = "CA (b)2"


def confirmation_is_awaited(dossier: SubmissionDossier, actor: Actor, at: datetime) -> Missing | None:
    """Only a version that waits for its authors is confirmed, by each of them once."""
    if actor.participant in dossier.unconfirmed:
        return None
    if dossier.pending is None:
        return Missing(_("No version waits for its authors."))
    return Missing(_("Your delegation has confirmed this version already."))


def may_still_decline(dossier: SubmissionDossier, actor: Actor, at: datetime) -> Missing | None:
    """While a version waits for any author, each that did not submit it may decline, confirmed or not.

    Who submitted it withdraws it instead.
    """
    if dossier.pending is None:
        return Missing(_("No version waits for its authors."))
    if dossier.pending.submitted_by_id == actor.participant:
        return Missing(_("Your delegation submitted this version itself."))
    return None


def is_no_view(dossier: SubmissionDossier, actor: Actor, at: datetime) -> Missing | None:
    """Views are disseminated together, by their compilation."""
    if dossier.submission.kind != SubmissionKind.VIEWS:
        return None
    return Missing(_("Views are disseminated by their compilation."), VIEWS)


def nothing_is_pending(dossier: SubmissionDossier, actor: Actor, at: datetime) -> Missing | None:
    """One correction at a time."""
    if dossier.pending is None:
        return None
    return Missing(_("A correction waits for its authors already."))


def receipt_is_open(dossier: SubmissionDossier, actor: Actor, at: datetime) -> Missing | None:
    """Receipt of a version is acknowledged once."""
    delivery = dossier.deliveries.get(actor.participant)
    if delivery and delivery.acknowledged_at is None:
        return None
    return Missing(_("Your delegation has acknowledged this version already."))


def nothing_is_asked(dossier: SubmissionDossier, actor: Actor, at: datetime) -> Missing | None:
    """One question about the audience at a time."""
    if dossier.widening is None:
        return None
    return Missing(_("The authors are being asked about the audience already."))


def is_restricted(dossier: SubmissionDossier, actor: Actor, at: datetime) -> Missing | None:
    """What everyone reads cannot be opened to more."""
    if dossier.current and dossier.current.audience != Audience.PUBLIC:
        return None
    return Missing(_("Everyone reads it already."))


def audience_widens(
    dossier: SubmissionDossier, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """The audience asked for includes all who read it now, and more."""
    current = certain(dossier.current)
    now, asked = Audience(current.audience), Audience(body["audience"])
    has_more = set(body["recipients"]) - set(current.recipients)
    if asked.width > now.width or (asked == now == Audience.NAMED and has_more):
        return None
    return Missing(_("This audience is not wider than the present one."))


def answer_is_awaited(dossier: SubmissionDossier, actor: Actor, at: datetime) -> Missing | None:
    """An author answers once, before the deadline where there is one."""
    if dossier.widening is None:
        return Missing(_("The authors are not being asked about the audience."))
    if dossier.widening.answer_by and at >= dossier.widening.answer_by:
        return Missing(_("The time to answer is over."))
    consent = dossier.consents.get(actor.participant)
    if consent and consent.agrees is None:
        return None
    return Missing(_("Your delegation has answered already."))


def event_is_expected(dossier: SubmissionDossier, actor: Actor, at: datetime) -> Missing | None:
    """Only an event that the authors named can come, and it comes once."""
    if dossier.submission.widens_after and not dossier.was_asked:
        return None
    return Missing(_("No event is awaited that would widen the audience."))


def day_has_come(dossier: SubmissionDossier, actor: Actor, at: datetime) -> Missing | None:
    """The authors are asked on the day they named, once."""
    day = dossier.submission.widens_on
    if day and day <= at.date() and not dossier.was_asked:
        return None
    return Missing(_("The day on which the authors are asked has not come."))


def question_can_be_settled(dossier: SubmissionDossier, actor: Actor, at: datetime) -> Missing | None:
    """A question is settled when recorded facts decide it."""
    if dossier.widening and outcome_of(dossier, at) != WideningOutcome.OPEN:
        return None
    return Missing(_("The authors can still answer."))


def outcome_of(dossier: SubmissionDossier, at: datetime) -> WideningOutcome:
    """Return how the open question stands at `at`."""
    widening = certain(dossier.widening)
    return widening_outcome(
        answers={code: consent.agrees for code, consent in dossier.consents.items()},
        silence=widening.silence,
        answer_by=widening.answer_by,
        at=at,
    )


def call_is_open(
    dossier: SubmissionDossier, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """A call is answered until it is closed, also after its deadline; by those whom it asked."""
    call = body["call"]
    if call is None:
        return None
    # Closing takes the same row, so an answer stands either before it or not at all.
    locked = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
    if locked.closed_at:
        return Missing(_("This call is closed."), DATABASE)
    if not locked.addressees.filter(participant=actor.participant).exists():
        return Missing(_("This call is not addressed to your delegation."), DATABASE)
    return None


def is_submitted_already(
    dossier: SubmissionDossier, actor: Actor, body: Mapping[str, Any], at: datetime
) -> tuple[str, str] | None:
    """Find what the state submitted with the same words and files, in answer to the same call."""
    files = [sha256(content_of(file)) for file in body["files"]]
    digest = Version.digest_of(title=body["title"], text=body["text"], files=files)
    of_the_state = Submission.objects.filter(
        versions__digest=digest,
        versions__submitted_by=actor.participant,
        call=body["call"],
        kind=body["kind"],
    )
    same = of_the_state.exclude(stage__in=SubmissionStage.that("is_dropped")).order_by("-pk").first()
    if same is None:
        return None
    sentence = _("Your state submitted the same words and files already: %(reference)s.")
    return sentence % {"reference": same.reference}, same.get_absolute_url()


def somebody_is_silent(call: Call, actor: Actor, at: datetime) -> Missing | None:
    """Nobody is reminded who has answered."""
    return None if silent_on(call) else Missing(_("Everyone has answered."))


def there_are_views(subject: Any, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """There is something to compile."""
    if Version.objects.views_to_compile(on=body["measures"]).exists():
        return None
    return Missing(_("No views on these measures wait to be compiled."))


def views_are_meant(subject: Any, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """Whoever names the views that are meant compiles those, all of them and no others."""
    held = Version.objects.views_to_compile(on=body["measures"]).values_list("digest", flat=True)
    if body["digests"] is None or sorted(body["digests"]) == sorted(held):
        return None
    return Missing(_("The views that wait on these measures are not those you mean. Read them again."))
