"""Who may: predicates on (actor, dossier), and the roles that the tables of acts name.

A predicate answers for anyone, also for nobody logged in; it never raises and never writes.
"""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from exchange.enums import SubmissionStage
from members.actor import Actor
from members.enums import Capacity
from records.act_types import Role

if TYPE_CHECKING:
    from exchange.dossier import SubmissionDossier


def is_member(actor: Actor, subject: Any) -> bool:
    """Whether the actor speaks for a member state."""
    return actor.is_member


def is_observer(actor: Actor, subject: Any) -> bool:
    """Whether the actor speaks for an observer."""
    return Capacity.OBSERVER in actor.capacities


def takes_part(actor: Actor) -> bool:
    """Whether the actor speaks for a participant."""
    return actor.is_member or Capacity.OBSERVER in actor.capacities


def is_author(actor: Actor, dossier: "SubmissionDossier") -> bool:
    """Whether the actor's participant is an author of the submission."""
    return takes_part(actor) and actor.participant in dossier.authors


def is_lead(actor: Actor, dossier: "SubmissionDossier") -> bool:
    """Whether the actor's participant submitted it first, and so may submit it again."""
    return takes_part(actor) and actor.participant == dossier.lead


def may_withdraw(actor: Actor, dossier: "SubmissionDossier") -> bool:
    """Whether the actor may take the submission back.

    While its authors settle it among themselves, its lead; a co-author declines instead. From the secretariat
    on, any author: what one of them no longer stands behind is no longer theirs together.
    """
    if dossier.stage and SubmissionStage(dossier.stage).stands:
        return is_author(actor, dossier)
    return is_lead(actor, dossier)


def is_recipient(actor: Actor, dossier: "SubmissionDossier") -> bool:
    """Whether the submission was disseminated to the actor's participant."""
    return takes_part(actor) and actor.participant in dossier.deliveries


def is_secretariat(actor: Actor, subject: Any) -> bool:
    """Whether the actor is an officer of the secretariat."""
    return actor.is_secretariat


def is_chair(actor: Actor, subject: Any) -> bool:
    """Whether the actor speaks for the Chair."""
    return actor.is_chair


def is_procedure(actor: Actor, subject: Any) -> bool:
    """Whether the procedure itself acts, on a day or at a deadline."""
    return Capacity.PROCEDURE in actor.capacities


def _as_member(allows: Any) -> Any:
    return lambda actor, dossier: actor.is_member and allows(actor, dossier)


def _both(name: str, label: Any, allows: Any) -> tuple[Role, Role]:
    """Return the role twice: a member acts as a member, an observer as an observer."""
    return (
        Role(name, label, Capacity.MEMBER, _as_member(allows)),
        Role(f"{name}_observer", label, Capacity.OBSERVER, allows),
    )


MEMBER = Role("member", _("a member state"), Capacity.MEMBER, is_member)
OBSERVER = Role("observer", _("an observer"), Capacity.OBSERVER, is_observer)
AUTHOR = _both("author", _("an author"), is_author)
LEAD = _both("lead", _("the author that submitted it"), is_lead)
WITHDRAWER = _both("withdrawer", _("an author"), may_withdraw)
RECIPIENT = _both("recipient", _("a recipient"), is_recipient)
SECRETARIAT = Role("secretariat", _("the secretariat"), Capacity.SECRETARIAT, is_secretariat)
CHAIR = Role("chair", _("the Chair"), Capacity.CHAIR, is_chair)
PROCEDURE = Role("procedure", _("the procedure itself"), Capacity.PROCEDURE, is_procedure)
