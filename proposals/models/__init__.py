"""Proposals, considerations, positions, decisions.

Only acts (`records.door.take`) write these rows. What was said or submitted is added and never changed; the
database refuses updates of it (`APPEND_ONLY`).
"""

from proposals.models.consideration import Consideration, Decision, Extension, Position, Service
from proposals.models.proposal import Asked, Consultation, Designation, Interest, Proposal, Response

__all__ = [
    "Asked", "Consideration", "Consultation", "Decision", "Designation", "Extension", "Interest", "Position",
    "Proposal", "Response", "Service",
]  # fmt: skip
