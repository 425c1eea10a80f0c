"""What rooms above show on a measure's page: interest, proposals, papers, decisions, next acts."""

from members.sections import Section, Sections

measure_sections = Sections()
"""The sections of a measure's page; the subject is the `Measure`."""


def register_section(section: Section) -> None:
    """Add `section` to every measure's page."""
    measure_sections.register(section)
