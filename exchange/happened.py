"""What each act of the exchange did, in a sentence: beside each row of its tables, as its effect is.

What is written into the register of a submission says neither title, text nor recipients; nor do these.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.enums import SubmissionKind, SubmissionStage, WideningOutcome
from records.happened import REASON, Happened, Payload, by, told

ASKED_TO_CONFIRM = _("the other authors are asked to confirm it")
WENT_OUT = _("the correction has gone out to all who read it before")
SUBMITTED = {
    SubmissionKind.INFORMATION: _("{Who} submitted information: {ref}"),
    SubmissionKind.VIEWS: (
        _("{Who} submitted views on a measure: {ref} ({measures})"),
        _("{Who} submitted views: {ref}"),
    ),
    SubmissionKind.NIL_RETURN: _("{Who} stated that it has no information to give: {ref}"),
}


def _kind_and_stage(payload: Payload) -> str:
    return f"{payload.get('kind') or ''} {payload.get('to') or ''}"


SUBMIT = Happened(
    _("information submitted"),
    {"": (_("{Who} submitted {ref}"),)}
    | {f"{kind} {SubmissionStage.INTAKE}": (clause,) for kind, clause in SUBMITTED.items()}
    | {
        f"{kind} {SubmissionStage.AWAITING_AUTHORS}": (clause, ASKED_TO_CONFIRM)
        for kind, clause in SUBMITTED.items()
    },
    apart=_kind_and_stage,
)


def _of_what(payload: Payload) -> str:
    """Tell a first text from a correction, which is of the submission itself once it has gone out."""
    before = payload.get("from")
    is_out = before in SubmissionStage.that("is_out")
    return f"{before} {payload['object_kind']}" if is_out else str(payload.get("to") or "")


CONFIRMED = _("{Who} confirmed that it is an author of {ref}")
CONFIRM = Happened(
    _("authors"),
    {
        "": (CONFIRMED,),
        SubmissionStage.INTAKE: (
            CONFIRMED, _("all its authors stand behind it, and it is with the secretariat"),
        ),
        f"{SubmissionStage.DISSEMINATED} handling": (_("{Who} confirmed the correction of {ref}"),),
        f"{SubmissionStage.DISSEMINATED} submission": (
            _("{Who} confirmed the correction of {ref}"), WENT_OUT,
        ),
    },
    apart=_of_what,
)  # fmt: skip
DECLINE = Happened(
    _("authors"),
    {
        "": (_("{Who} declined to be an author of {ref}"),),
        SubmissionStage.DISSEMINATED: (_("{Who} did not confirm the correction of {ref}"),),
    },
    apart=by("from"),
)
RESUBMIT = Happened(
    _("information submitted"),
    {
        "": (_("{Who} submitted {ref} again"),),
        SubmissionStage.AWAITING_AUTHORS: (_("{Who} submitted {ref} again"), ASKED_TO_CONFIRM),
    },
    apart=by("to"),
)
DISSEMINATE = told(
    _("information disseminated"), _("{Who} disseminated {ref}"), _("audience: {audience:low}")
)
RETURN = told(_("submission returned"), _("{Who} returned {ref} to its authors"), REASON)
ACKNOWLEDGE = told(_("receipt"), _("{Who} acknowledged receipt of {ref}"))
CORRECTED = _("{Who} entered a correction of {ref}")
CORRECT = Happened(
    _("correction"),
    {"": (CORRECTED, ASKED_TO_CONFIRM), "submission": (CORRECTED, WENT_OUT)},
    apart=by("object_kind"),
)

MORE_MAY_READ = _("the wider audience may read it now")
STAYS = _("its audience stays as it is")
WIDEN = Happened(
    pgettext_lazy("event", "audience"),
    {
        "": (_("{Who} asked that more may read {ref}"), _("audience: {audience:low}")),
        WideningOutcome.WIDENED: (
            _("{Who} widened the audience of {ref}"), _("audience: {audience:low}"),
        ),
    },
    apart=by("outcome"),
)  # fmt: skip
ANSWERS_UNTIL = _("answers are awaited until {answer_by}")
DECLARE_EVENT = told(
    pgettext_lazy("event", "audience"),
    _("{Who} declared that the event has come after which more may read {ref}"),
    _("its authors are asked for their consent"),
    ANSWERS_UNTIL,
)
ASK_AUTHORS = told(
    pgettext_lazy("event", "audience"),
    _("The day has come on which the authors of {ref} are asked whether more may read it"),
    ANSWERS_UNTIL,
)
CONSENTED = _("{Who} consented that more may read {ref}")
CONSENT = Happened(
    pgettext_lazy("event", "audience"),
    {
        "": (CONSENTED,),
        WideningOutcome.WIDENED: (CONSENTED, MORE_MAY_READ),
        WideningOutcome.KEPT: (CONSENTED, STAYS),
    },
    apart=by("outcome"),
)
REFUSED = _("{Who} did not consent that more may read {ref}")
REFUSE = Happened(
    pgettext_lazy("event", "audience"),
    {
        "": (REFUSED,),
        WideningOutcome.WIDENED: (REFUSED, MORE_MAY_READ),
        WideningOutcome.KEPT: (REFUSED, STAYS),
    },
    apart=by("outcome"),
)
ANSWERED = _("The question whether more may read {ref} was settled")
SETTLE = Happened(
    pgettext_lazy("event", "audience"),
    {
        "": (ANSWERED,),
        WideningOutcome.WIDENED: (ANSWERED, MORE_MAY_READ),
        WideningOutcome.KEPT: (ANSWERED, STAYS),
    },
    apart=by("outcome"),
)
WITHDRAW = told(_("submission withdrawn"), _("{Who} withdrew {ref}"), REASON)

OPEN_CALL = told(
    _("call for information"),
    (_("{Who} opened call {ref} for information: “{title}”"), _("{Who} opened call {ref} for information")),
    _("participants asked: {asked:count}"),
    ANSWERS_UNTIL,
)
REMIND = Happened(
    pgettext_lazy("event", "reminder"),
    {
        "": (
            _("{Who} reminded those who have not answered call {ref}"),
            _("participants reminded: {reminded:count}"),
        )
    },
    marked_by="reminded",
)
CLOSE_CALL = told(
    _("call for information"),
    _("{Who} closed call {ref} for information"),
    _("participants that did not answer: {silent:count}"),
)
COMPILE = told(
    _("compilation of views"),
    (_("{Who} compiled the views on {measures}: {ref}"), _("{Who} compiled views: {ref}")),
    _("views in it: {views}"),
)
DISSEMINATE_VIEWS = told(
    _("compilation of views"),
    _("{Who} disseminated compilation {ref} to the member states"),
    _("views in it: {views:count}"),
)
