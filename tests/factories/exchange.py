"""Submissions in a stage, brought there by their acts, never by setting the field."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from exchange.dossier import SubmissionDossier
from exchange.enums import ExchangeAction, SubmissionStage
from exchange.models import Call, Compilation, Submission
from members.actor import Actor
from records import clock
from records.models import Act
from tests.factories import taking
from tests.factories.members import delegate, secretariat

LEAD, CO_AUTHOR, RECIPIENT, UNINVOLVED = "KG", "TJ", "JP", "UZ"
"""The states of a submission that the factory makes, and one that has no part in it."""


def body(**data: Any) -> dict[str, Any]:
    """Return the body of a submission on ECO-2 to JP alone."""
    named = {"audience": "named", "recipients": [RECIPIENT]} if "audience" not in data else {}
    content = {"title": "Harvest forecasts", "text": "The forecasts of the season.", "measures": ["ECO-2"]}
    content["again"] = True
    return content | named | data


def submit(state: str = LEAD, **data: Any) -> Submission:
    """Return what a delegation submits."""
    return taking.submit(actor=delegate(state), data=body(**data))


def act(action: str, on: Submission, by: Actor, **data: Any) -> Submission:
    """Take one act on a submission."""
    return taking.act_on_submission(action, reference=on.reference, actor=by, data=data)


def together(*co_authors: str, **data: Any) -> Submission:
    """Return a submission of several states that all have confirmed."""
    submission = submit(authors=list(co_authors or (CO_AUTHOR,)), **data)
    for code in co_authors or (CO_AUTHOR,):
        act(ExchangeAction.CONFIRM, submission, delegate(code))
    return submission


def disseminated(*co_authors: str, **data: Any) -> Submission:
    """Return a submission of one state, or of it and others, that is out."""
    submission = together(*co_authors, **data) if co_authors else submit(**data)
    return act(ExchangeAction.DISSEMINATE, submission, secretariat())


def submission_at(stage: SubmissionStage) -> Submission:
    """Return a submission of KG and TJ to JP in a stage."""
    if stage == SubmissionStage.AWAITING_AUTHORS:
        return submit(authors=[CO_AUTHOR])
    if stage == SubmissionStage.DECLINED:
        return act(ExchangeAction.DECLINE, submit(authors=[CO_AUTHOR]), delegate(CO_AUTHOR))
    if stage == SubmissionStage.INTAKE:
        return together()
    if stage == SubmissionStage.RETURNED:
        return act(ExchangeAction.RETURN, together(), secretariat(), reason="The year is missing.")
    if stage == SubmissionStage.DISSEMINATED:
        return disseminated(CO_AUTHOR)
    return act(
        ExchangeAction.WITHDRAW, disseminated(CO_AUTHOR), delegate(LEAD), reason="The figures were wrong."
    )


def dossier_of(submission: Submission) -> SubmissionDossier:
    """Return the submission's dossier as the database has it now."""
    return SubmissionDossier(Submission.objects.get(pk=submission.pk))


def call_for_information(*, by: Actor | None = None, days: float = 30, **data: Any) -> Call:
    """Return an open call to the member states on ECO-2."""
    content = {
        "title": "Trade facilitation",
        "mandate": "Decision of the Senior Officials Committee.",
        "question": "Which steps has your state taken?",
        "measures": ["ECO-2"],
        "answer_by": (clock.now() + timedelta(days=days)).isoformat(),
    }
    entered = taking.open_call(actor=by or secretariat(), data=content | data)
    return Call.objects.get(reference=entered.object_key)


def views_of(state: str, *, measure: str = "ECO-2", **data: Any) -> Submission:
    """Return views that a state has sent to the Chair and the secretariat."""
    return submit(state, kind="views", audience="members", measures=[measure], **data)


def compiled(*measures: str) -> Compilation:
    """Return a compilation of all views on the measures, not yet disseminated."""
    entered: Act = taking.compile_views(
        actor=secretariat(), data={"title": "Views", "measures": list(measures or ("ECO-2",))}
    )
    return Compilation.objects.get(reference=entered.object_key)


def text_file(name: str = "forecast.txt", content: bytes = b"Season: good.\n") -> SimpleUploadedFile:
    """Return a file as it is uploaded."""
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")
