"""What each act on a meeting did, in a sentence: beside each row of the table, as its effect is."""

from django.utils.translation import gettext_lazy as _

from meetings.enums import InvitationAnswer, TaskState
from records.happened import REASON, Clause, Happened, Payload, by, told

AGENDA = _("agenda")
DOCUMENTS = _("documents")
LOGISTICS = _("logistics")

CONVENE = told(
    _("meeting convened"),
    (
        _("{Who} convened {ref}: {kind:low}, {place}, {starts_at}"),
        _("{Who} convened {ref}: {kind:low}, {starts_at}"),
        _("{Who} convened {ref}"),
    ),
)
HOST = told(_("host"), _("{Who} undertook to host {ref}"), _("place: {place}"))
WITHDRAW_HOSTING = told(_("host"), _("{Who} withdrew as host of {ref}"), REASON)
ANSWER = Happened(
    _("participation"),
    {
        "": (_("{Who} answered the invitation to {ref}"),),
        InvitationAnswer.IN_PERSON: (_("{Who} confirmed that it takes part in {ref} in person"),),
        InvitationAnswer.ONLINE: (_("{Who} confirmed that it takes part in {ref} online"),),
        InvitationAnswer.ABSENT: (_("{Who} answered that it does not take part in {ref}"),),
    },
    apart=by("answer"),
)
INVITE = told(
    _("invitation"),
    (_("{Who} invited further participants to {ref}: {participants}"),
     _("{Who} invited further participants to {ref}")),
)  # fmt: skip
RESCHEDULE = told(
    _("new date or place"),
    (_("{Who} moved {ref} to {starts_at}"), _("{Who} moved {ref} to another time or place")),
    _("place: {place}"),
    REASON,
)


def _matter(payload: Payload) -> Payload:
    return {"matter": payload.get("title") or payload.get("proposal")}


def _of_an_item(with_matter: Clause, without: Clause, *more: Clause) -> Happened:
    return told(AGENDA, (with_matter, without), *more, facts=_matter)


ADD_ITEM = _of_an_item(
    _("{Who} put an item on the agenda of {ref}: {matter}"), _("{Who} put an item on the agenda of {ref}")
)
MOVE_ITEM = _of_an_item(
    _("{Who} moved an item of the agenda of {ref}: {matter}"),
    _("{Who} moved an item of the agenda of {ref}"),
    _("it is item {position} now"),
)
REMOVE_ITEM = _of_an_item(
    _("{Who} took an item off the agenda of {ref}: {matter}"), _("{Who} took an item off the agenda of {ref}")
)
OPEN_CONSIDERATIONS = told(
    AGENDA,
    (
        _("{Who} opened the considerations on the agenda of {ref}: {opened}"),
        _("{Who} opened the considerations on the agenda of {ref}"),
    ),
)
RECORD_ATTENDANCE = told(
    _("attendance"),
    (
        _("{Who} recorded the attendance of {ref}; member states present: {members_present}"),
        _("{Who} recorded the attendance of {ref}"),
    ),
    _("quorum: {quorum}"),
)
CONCLUDE_ITEM = _of_an_item(
    _("{Who} concluded an item of {ref}: {matter}"),
    _("{Who} concluded an item of {ref}"),
    _("outcome: {outcome:low}"),
    REASON,
)


def _matters(payload: Payload) -> Payload:
    return {"matters": [_matter(item)["matter"] for item in payload.get("items") or ()]}


CONCLUDE_EN_BLOC = told(
    AGENDA,
    (
        _("{Who} concluded that several items of {ref} are adopted together: {matters}"),
        _("{Who} concluded that several items of {ref} are adopted together"),
    ),
    facts=_matters,
)
CHARGE_EXPERTS = Happened(
    _("experts"),
    {
        "": (
            (_("{Who} charged experts with a working paper at {ref}: {matter}"),
             _("{Who} charged experts with a working paper at {ref}")),
            _("the draft is due on {draft_due}"),
        )
    },
    facts=_matter,
    marked_by="item",
)  # fmt: skip
REPORT = told(_("report of the meeting"), _("{Who} reported that {ref} was held, with its conclusions"))
CANCEL = told(_("meeting cancelled"), _("{Who} cancelled {ref}"), REASON)


def _documents(payload: Payload) -> Payload:
    files = [file["name"] for file in payload.get("files") or ()]
    return {"document": payload.get("symbol") or payload.get("decision") or files}


ADD_DOCUMENT = told(
    DOCUMENTS,
    (_("{Who} added a document to {ref}: {document}"), _("{Who} added a document to {ref}")),
    facts=_documents,
)
REMOVE_DOCUMENT = told(
    DOCUMENTS,
    (_("{Who} took a document off {ref}: {document}"), _("{Who} took a document off {ref}")),
    facts=_documents,
)


TASK_ENTERED = (
    _("{Who} added a task to the logistics of {ref}: {title}"),
    _("{Who} added a task to the logistics of {ref}"),
)
DUE = _("due on {due_on}")
ADD_TASK = told(LOGISTICS, TASK_ENTERED, DUE)
UPDATED = (
    _("{Who} updated a task of the logistics of {ref}: {title}"),
    _("{Who} updated a task of the logistics of {ref}: {key:low}"),
    _("{Who} updated a task of the logistics of {ref}"),
)
UPDATE_TASK = Happened(
    LOGISTICS,
    {
        "": (UPDATED,),
        TaskState.OPEN: (UPDATED, DUE),
        TaskState.DONE: (UPDATED, _("it is done")),
        TaskState.NOT_NEEDED: (UPDATED, _("it is not needed")),
    },
    apart=by("state"),
)
