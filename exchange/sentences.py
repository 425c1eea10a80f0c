"""What is awaited from whom, and who can see this and why: each in one sentence."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from exchange.dossier import SubmissionDossier
from exchange.enums import Audience, AuthorSilence, SubmissionKind, SubmissionStage

Names = Mapping[str, str]


def listed(codes: Iterable[str], names: Names) -> str:
    """Return participants by name, in the order given."""
    return ", ".join(names.get(code, code) for code in codes)


def audience_in_words(audience: str, recipients: Iterable[str], names: Names) -> str:
    """Return whom an audience includes."""
    words: dict[str, str] = {
        Audience.PUBLIC: _("everyone"),
        Audience.PARTICIPANTS: _("all participants"),
        Audience.MEMBERS: _("the member states"),
    }
    named = listed(recipients, names)
    return ", ".join(text for text in (words.get(audience, ""), named) if text)


def who_reads(dossier: SubmissionDossier, *, audience: str, names: Names) -> str:
    """Say who can see a submission, and why; `audience` is whom it includes as the reader may know it."""
    facts = {"authors": listed(dossier.authors, names), "audience": audience}
    return _sentence(dossier) % facts


def _sentence(dossier: SubmissionDossier) -> str:
    stage = SubmissionStage(dossier.stage)
    if stage.is_withdrawn:
        return _(
            "Its authors withdrew it: the content is kept for %(authors)s, and for the secretariat and the"
            " Chair if they had it. Those who could read it see this entry."
        )
    if stage.is_among_authors:
        return _(
            "Read by the delegations of its authors alone: %(authors)s. It has not been sent to the"
            " secretariat, which sees that it is being prepared."
        )
    if stage.is_out:
        return _(
            "Read by %(audience)s: the audience that its authors, %(authors)s, named. They read it too, and"
            " so do the secretariat and the Chair, through whom it went."
        )
    if dossier.submission.kind == SubmissionKind.VIEWS:
        return _(
            "Read by its authors, %(authors)s, and by the Chair and the secretariat, to whom views are"
            " addressed; by the member states once they are compiled."
        )
    return _(
        "Read by its authors, %(authors)s, by the secretariat and the Chair; by %(audience)s as well once"
        " it is disseminated, and by nobody else."
    )


def awaited(dossier: SubmissionDossier, *, names: Names) -> str:
    """Say what a submission waits for, to those who handle it; an empty text where nothing is awaited."""
    if dossier.pending:
        who = listed(dossier.unconfirmed, names)
        return _("Awaited from %(who)s: confirmation as authors.") % {"who": who}
    if dossier.widening:
        silent = [code for code, consent in dossier.consents.items() if consent.agrees is None]
        return _("Awaited from %(who)s: whether it may be read by %(audience)s.") % {
            "who": listed(silent, names),
            "audience": audience_in_words(dossier.widening.audience, dossier.widening.recipients, names),
        }
    stage, lead = SubmissionStage(dossier.stage), {"who": names.get(dossier.lead, dossier.lead)}
    if stage.is_at_intake and dossier.submission.kind == SubmissionKind.VIEWS:
        return _("Awaited from the secretariat: compile the views and disseminate them.")
    if stage.is_at_intake:
        return _("Awaited from the secretariat: disseminate it to exactly this audience, or return it.")
    if stage.was_declined:
        return _("Awaited from %(who)s: submit it again without those who declined, or withdraw it.") % lead
    return _("Awaited from %(who)s: submit it again, or withdraw it.") % lead if stage.was_returned else ""


def terms_in_words(dossier: SubmissionDossier, *, day: str) -> str:
    """Say on what terms the authors let the audience widen later.

    `day` is the day that they named, as the reader writes days.
    """
    submission = dossier.submission
    if not submission.widens_to:
        return ""
    sentence = (
        _("%(occasion)s: each author is asked whether %(audience)s may read it; silence means yes.")
        if submission.silence == AuthorSilence.RELEASE
        else _("%(occasion)s: each author is asked whether %(audience)s may read it; silence means no.")
    )
    return sentence % {
        "occasion": day if submission.widens_on else submission.widens_after,
        "audience": audience_in_words(submission.widens_to, (), {}),
    }
