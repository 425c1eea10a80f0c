"""The bodies of the acts: what each takes, and what can be judged from the body alone.

What must be judged against the record (has the state offered? is there a quorum?) is a guard, in
`proposals.guards`. Pages and the API read the same classes; the OpenAPI document describes them.
"""

from proposals.fields.consideration import (
    SHORT_SILENCE,
    CompleteFields,
    ConcludeFields,
    ConcludeSocFields,
    ConcludeSwgFields,
    EndSilenceFields,
    ExtendSilenceFields,
    OpenConsiderationFields,
    OpenSocFields,
    PublishDecisionFields,
    TakePositionFields,
)
from proposals.fields.coordination import (
    CallExpertsFields,
    ChargeExpertsFields,
    CompilePlanFields,
    CoordinatorFields,
    DeclareInterestFields,
    DesignateCoordinatorsFields,
    OpenConsultationFields,
    OpenProposalFields,
    OpenViewsFields,
    ProposeAmendmentFields,
    RespondFields,
    WithdrawFields,
    WithdrawInterestFields,
)
from proposals.fields.drafting import CirculateFields, CommentFields, SubmitPaperFields
from proposals.fields.kinds import ON_PROPOSAL, DecisionField, ProposalField, ReasonFields

__all__ = [
    "ON_PROPOSAL",
    "SHORT_SILENCE",
    "CallExpertsFields",
    "ChargeExpertsFields",
    "CirculateFields",
    "CommentFields",
    "CompilePlanFields",
    "CompleteFields",
    "ConcludeFields",
    "ConcludeSocFields",
    "ConcludeSwgFields",
    "CoordinatorFields",
    "DecisionField",
    "DeclareInterestFields",
    "DesignateCoordinatorsFields",
    "EndSilenceFields",
    "ExtendSilenceFields",
    "OpenConsiderationFields",
    "OpenConsultationFields",
    "OpenProposalFields",
    "OpenSocFields",
    "OpenViewsFields",
    "ProposalField",
    "ProposeAmendmentFields",
    "PublishDecisionFields",
    "ReasonFields",
    "RespondFields",
    "SubmitPaperFields",
    "TakePositionFields",
    "WithdrawFields",
    "WithdrawInterestFields",
]
