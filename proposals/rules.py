"""Who may: predicates on (actor, dossier), and the roles that the table of transitions names.

A predicate answers for anyone, also for nobody logged in; it never raises and never writes.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from members.actor import Actor
from members.enums import Capacity
from proposals.enums import DraftingRole, Route
from records.act_types import Role

if TYPE_CHECKING:
    from proposals.dossier import Dossier, OfProposal, WithConsideration, WithInterests


def is_member(actor: Actor, dossier: "OfProposal") -> bool:
    """Whether the actor speaks for a member state."""
    return actor.is_member


def is_interested(actor: Actor, dossier: "WithInterests") -> bool:
    """Whether the actor's state has a standing declaration of interest."""
    return actor.is_member and actor.participant in dossier.interests


def is_last_interested(actor: Actor, dossier: "WithInterests") -> bool:
    """Whether the actor's state holds the only standing declaration of interest."""
    return actor.is_member and list(dossier.interests) == [actor.participant]


def is_coordinator(actor: Actor, dossier: "Dossier") -> bool:
    """Whether the actor's state coordinates or co-coordinates the proposal."""
    return actor.is_member and actor.participant in dossier.coordinators


def is_responsible(actor: Actor, dossier: "Dossier") -> bool:
    """Whether the actor's state has an expert charged with the working paper (CA (b)4)."""
    return actor.is_member and dossier.drafters.get(actor.participant) == DraftingRole.RESPONSIBLE_EXPERT


def is_proposer(actor: Actor, dossier: "Dossier") -> bool:
    """Whether the actor's state proposed the amendment, and so drafts it."""
    return actor.is_member and dossier.drafters.get(actor.participant) == DraftingRole.PROPOSER


def is_opener(actor: Actor, dossier: "OfProposal") -> bool:
    """Whether the actor's state proposed the amendment, or opened the exchange of views."""
    return actor.is_member and actor.participant == dossier.proposal.opened_by_id


def is_planner(actor: Actor, dossier: "OfProposal") -> bool:
    """Whether the actor is the secretariat and the paper an annual plan, which it compiles."""
    return actor.is_secretariat and dossier.proposal.route == Route.D


def is_on_roster(actor: Actor, dossier: "WithConsideration") -> bool:
    """Whether the actor's state is on the roster that was frozen when the consideration opened.

    Where no consideration is open, any member state could be on the next one's roster.
    """
    if not actor.is_member:
        return False
    return dossier.consideration is None or actor.participant in dossier.consideration.roster


def is_chair(actor: Actor, dossier: "OfProposal") -> bool:
    """Whether the actor speaks for the Chair."""
    return actor.is_chair


def is_secretariat(actor: Actor, dossier: "OfProposal") -> bool:
    """Whether the actor is an officer of the secretariat."""
    return actor.is_secretariat


def is_procedure(actor: Actor, dossier: "OfProposal") -> bool:
    """Whether the procedure itself acts, at a deadline."""
    return Capacity.PROCEDURE in actor.capacities


MEMBER = Role("member", _("a member state"), Capacity.MEMBER, is_member)
INTERESTED = Role("interested", _("an interested member state"), Capacity.MEMBER, is_interested)
LAST_INTERESTED = Role(
    "last_interested", _("the last interested member state"), Capacity.MEMBER, is_last_interested
)
COORDINATOR = Role("coordinator", _("a coordinator"), Capacity.MEMBER, is_coordinator)
RESPONSIBLE = Role("responsible", _("the state of a responsible expert"), Capacity.MEMBER, is_responsible)
PROPOSER = Role("proposer", _("the state that proposed it"), Capacity.MEMBER, is_proposer)
OPENER = Role("opener", _("the state that opened it"), Capacity.MEMBER, is_opener)
PLANNER = Role("planner", _("the secretariat, for a plan"), Capacity.SECRETARIAT, is_planner)
ROSTER = Role("roster", _("a member state on the roster"), Capacity.MEMBER, is_on_roster)
CHAIR = Role("chair", _("the Chair"), Capacity.CHAIR, is_chair)
SECRETARIAT = Role("secretariat", _("the secretariat"), Capacity.SECRETARIAT, is_secretariat)
PROCEDURE = Role("procedure", _("the procedure itself"), Capacity.PROCEDURE, is_procedure)

OF_ROUTES = {
    INTERESTED.name: (Route.A,),
    LAST_INTERESTED.name: (Route.A,),
    COORDINATOR.name: (Route.A,),
    RESPONSIBLE.name: (Route.B,),
    OPENER.name: (Route.B, Route.C),
    PROPOSER.name: (Route.C,),
    PLANNER.name: (Route.D,),
}
"""The routes in which a role exists; one that is not here exists in all."""
