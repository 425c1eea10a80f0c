"""What each act on a proposal did, in a sentence: beside each row of the table, as its effect is."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbms.enums import CoordinationRole
from proposals.enums import (
    Body,
    ConsultationAnswer,
    InterestOffer,
    Mode,
    PositionKind,
    SocOutcome,
    SwgOutcome,
)
from records.happened import REASON, Happened, Payload, by, told

OPENED = _("proposal {ref} was opened")
DRAFT_DUE = _("the draft is due on {draft_due}")
HAS_ENDED = _("the proposal has ended")
PRESENT = _("member states present: {present:count}")
OFFERED = {
    InterestOffer.COORDINATOR: _("to coordinate"),
    InterestOffer.CO_COORDINATOR: _("to co-coordinate"),
    InterestOffer.EITHER: _("to coordinate or to co-coordinate"),
}


def _first_or_not(payload: Payload) -> str:
    return "joined" if payload.get("from") else "opened"


def _offer(payload: Payload) -> Payload:
    return {"offered": str(OFFERED.get(payload.get("offer", ""), ""))}


DECLARE_INTEREST = Happened(
    _("interest declared"),
    {
        "opened": (
            (_("{Who} declared interest in {measure}"), _("{Who} declared interest in a measure")),
            _("it offered {offered}"),
            OPENED,
        ),
        "joined": (
            (_("{Who} declared interest in {measure} as well"), _("{Who} declared interest as well: {ref}")),
            _("it offered {offered}"),
        ),
    },
    apart=_first_or_not,
    facts=_offer,
)
WITHDRAW_INTEREST = Happened(
    _("interest withdrawn"),
    {
        "": (_("{Who} withdrew its interest: {ref}"),),
        "withdrawn": (
            _("{Who} withdrew its interest: {ref}"),
            _("no other state is interested, and the proposal has ended"),
        ),
    },
    apart=by("to"),
)
OPEN_CONSULTATION = told(
    _("consultation"),
    _("{Who} opened the consultation on {ref}"),
    _("answers are awaited until {answer_by}"),
)
RESPOND = Happened(
    _("consultation"),
    {
        "": (_("{Who} answered the consultation on {ref}"),),
        ConsultationAnswer.COORDINATE: (_("{Who} offered to coordinate {ref}"),),
        ConsultationAnswer.CO_COORDINATE: (_("{Who} offered to co-coordinate {ref}"),),
        ConsultationAnswer.SUPPORT: (
            (_("{Who} supported the offer to coordinate {ref}: {supports}"),
             _("{Who} supported an offer to coordinate {ref}")),
        ),
        ConsultationAnswer.NO_VIEW: (_("{Who} expressed no view in the consultation on {ref}"),),
    },
    apart=by("answer"),
)  # fmt: skip


def _coordinators(payload: Payload) -> Payload:
    lines = payload.get("coordinators") or ()
    leads = [line["state"] for line in lines if line["role"] == CoordinationRole.COORDINATOR]
    return {"lead": leads, "co": [line["state"] for line in lines if line["state"] not in leads]}


DESIGNATE_COORDINATORS = told(
    _("coordinators designated"),
    (_("{Who} designated the coordinator of {ref}: {lead}"), _("{Who} designated the coordinators of {ref}")),
    _("co-coordinator: {co}"),
    DRAFT_DUE,
    facts=_coordinators,
)
OPEN_VIEWS = told(
    _("exchange of views"),
    (
        _("{Who} opened an exchange of views on {measure}"),
        _("{Who} opened an exchange of views on a measure"),
    ),
    OPENED,
)
CALL_EXPERTS = told(
    _("experts"),
    _("{Who} called for experts on {ref}"),
    _("they are to be designated until {designate_by}"),
)
CHARGE_EXPERTS = told(
    _("experts"),
    _("{Who} charged experts with the working paper of {ref}"),
    _("their states: {states}"),
    DRAFT_DUE,
)
PROPOSE_AMENDMENT = told(
    _("amendment proposed"),
    (
        _("{Who} proposed a new edition of the catalogue: “{edition_title}”"),
        _("{Who} proposed an amendment of the catalogue"),
    ),
    OPENED,
)
COMPILE_PLAN = told(
    _("annual plan"),
    (_("{Who} compiled the plan for {year}"), _("{Who} compiled the annual plan")),
    OPENED,
)
SUBMIT_PAPER = told(
    pgettext_lazy("event", "paper submitted"),
    (
        _("{Who} submitted version {version} of the paper of {ref}"),
        _("{Who} submitted the paper of {ref}"),
    ),
)
RETURN_TO_DRAFTERS = told(
    _("paper returned"),
    (
        _("{Who} returned version {version} of the paper of {ref} to the drafting states"),
        _("{Who} returned the paper of {ref} to the drafting states"),
    ),
    REASON,
)
CIRCULATE = told(
    _("paper circulated"),
    (_("{Who} circulated {paper} to {served:count} states"), _("{Who} circulated {paper}")),
    _("comments are open until {comments_until}"),
)
COMMENT = told(
    pgettext_lazy("event", "comment"),
    (_("{Who} commented on paragraph {paragraph_number} of {paper}"), _("{Who} commented on {paper}")),
)
REVISE = told(_("paper recalled"), _("{Who} recalled {paper} for revision"), REASON)

OPEN_SWG = Happened(
    _("consideration by the Working Group"),
    {
        "": (_("{Who} put {paper} before the Special Working Group"),),
        Mode.MEETING: (_("{Who} put {paper} before the Special Working Group, for its meeting"),),
        Mode.SILENCE: (
            (
                _(
                    "{Who} put {paper} before the Special Working Group by silence procedure, until"
                    " {deadline}"
                ),
                _("{Who} put {paper} before the Special Working Group by silence procedure"),
            ),
        ),
    },
    apart=by("mode"),
)
OPEN_SOC = Happened(
    _("consideration by the Committee"),
    {
        "": (_("{Who} put {paper} before the Senior Officials Committee"),),
        Mode.MEETING: (_("{Who} put {paper} before the Senior Officials Committee, for its meeting"),),
        Mode.SILENCE: (
            (
                _(
                    "{Who} put {paper} before the Senior Officials Committee by silence procedure, until"
                    " {deadline}"
                ),
                _("{Who} put {paper} before the Senior Officials Committee by silence procedure"),
            ),
        ),
    },
    apart=by("mode"),
)
CONCLUDE_SWG = Happened(
    _("conclusion of the Working Group"),
    {
        "": (_("The Working Group concluded its consideration of {paper}"),),
        SwgOutcome.AGREED: (_("The Working Group agreed to {paper} by consensus"), PRESENT),
        SwgOutcome.RETURNED: (_("The Working Group returned {paper} to the drafting states"), REASON),
        SwgOutcome.DECLINED: (_("The Working Group did not adopt {paper}"), HAS_ENDED, REASON),
        SwgOutcome.DEFERRED: (_("The Working Group deferred {paper} to a later meeting"), REASON),
        SwgOutcome.NOTED: (_("The Working Group took note of {paper}"), REASON),
    },
    apart=by("outcome"),
)


def _of_committee(payload: Payload) -> str:
    return "silence" if payload.get("silence_until") else str(payload.get("outcome") or "")


CONCLUDE_SOC = Happened(
    _("conclusion of the Committee"),
    {
        "": (_("The Committee concluded its consideration of {paper}"),),
        SocOutcome.APPROVED: (
            (_("The Committee approved {paper} by consensus, as decision {decision}"),
             _("The Committee approved {paper} by consensus")),
            PRESENT,
        ),
        "silence": (
            (_("The Committee approved {paper} subject to a silence procedure until {silence_until}"),
             _("The Committee approved {paper} subject to a silence procedure")),
            PRESENT,
        ),
        SocOutcome.RETURNED_TO_SWG: (_("The Committee returned {paper} to the Working Group"), REASON),
        SocOutcome.RETURNED: (_("The Committee returned {paper} to the drafting states"), REASON),
        SocOutcome.DECLINED: (_("The Committee did not adopt {paper}"), HAS_ENDED, REASON),
        SocOutcome.DEFERRED: (_("The Committee deferred {paper} to a later meeting"), REASON),
        SocOutcome.NOTED: (_("The Committee took note of {paper}"), REASON),
    },
    apart=_of_committee,
)  # fmt: skip

SILENCE_ENDED = _("the silence procedure ended")
PREVENTED = _("this prevents adoption")
AMENDED = (
    _("{Who} proposed an amendment to paragraph {paragraph_numbers} of {paper}"),
    _("{Who} proposed an amendment to {paper}"),
)


def _position(payload: Payload) -> str:
    broken = payload.get("silence") == "broken"
    return f"{payload.get('position') or ''}{', under silence' if broken else ''}"


TAKE_POSITION = Happened(
    _("consideration"),
    {
        "": (_("{Who} took a position on {paper}"),),
        PositionKind.SUPPORT: (_("{Who} supported {paper}"),),
        PositionKind.NO_OBJECTION: (_("{Who} stated that it has no objection to {paper}"),),
        PositionKind.RESERVATION: (
            (
                _("{Who} joined the consensus on {paper} with a reservation on paragraph"
                  " {paragraph_numbers}"),
                _("{Who} joined the consensus on {paper} with a reservation"),
            ),
        ),
        PositionKind.INTERPRETATIVE_STATEMENT: (
            _("{Who} joined the consensus on {paper} with an interpretative statement"),
        ),
        PositionKind.DISSOCIATION: (
            _("{Who} dissociated itself from {paper}"), _("this does not prevent adoption"),
        ),
        PositionKind.OBJECTION: (_("{Who} objected to {paper}"), PREVENTED),
        f"{PositionKind.OBJECTION}, under silence": (_("{Who} objected to {paper}"), SILENCE_ENDED),
        PositionKind.AMENDMENT: (AMENDED, PREVENTED),
        f"{PositionKind.AMENDMENT}, under silence": (AMENDED, SILENCE_ENDED),
    },
    apart=_position,
)  # fmt: skip
EXTEND_SILENCE = told(
    _("silence procedure extended"),
    (
        _("{Who} extended the silence procedure on {paper} to {deadline}"),
        _("{Who} extended the silence procedure on {paper}"),
    ),
    REASON,
)
END_SILENCE = told(
    _("silence procedure ended"), _("{Who} ended the silence procedure on {paper} without adoption"), REASON
)
CLOSE_SILENCE = Happened(
    _("silence procedure ended"),
    {
        "": (_("The silence procedure on {paper} ended without objection"),),
        Body.SWG: (
            _("The silence procedure ended without objection, and the Working Group agreed to {paper}"),
        ),
        Body.SOC: (
            (_("The silence procedure ended without objection, and the Committee approved {paper} as decision"
               " {decision}"),
             _("The silence procedure ended without objection, and the Committee approved {paper}")),
        ),
    },
    apart=by("body"),
)  # fmt: skip
COMPLETE = told(_("implementation"), _("{Who} reported that {paper} has been carried out"))
PUBLISH_DECISION = told(
    _("decision published"),
    (_("{Who} published decision {decision}"), _("{Who} published the decision on {ref}")),
    _("audience: {audience:low}"),
)
WITHDRAW = told(_("proposal withdrawn"), _("{Who} withdrew proposal {ref}"), REASON)
