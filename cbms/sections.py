"""What rooms above show on a measure's page: interest, proposals, papers, decisions, next acts."""

from members.sections import sections_of

MEASURE_SECTIONS = sections_of("measure")
"""The sections of a measure's page; the subject is the `Measure`."""
