"""Proposals, papers and their versions, considerations, positions, decisions.

Only acts (`records.door.take`) write these rows. What was said or submitted is added and never changed; the
database refuses updates of it (`APPEND_ONLY`).
"""

from proposals.models.consideration import Consideration, Decision, Extension, Position, Service
from proposals.models.paper import Comment, Paper, Paragraph, Version
from proposals.models.proposal import Asked, Consultation, Designation, Interest, Proposal, Response

__all__ = [
    "Asked", "Comment", "Consideration", "Consultation", "Decision", "Designation", "Extension", "Interest",
    "Paper", "Paragraph", "Position", "Proposal", "Response", "Service", "Version",
]  # fmt: skip
