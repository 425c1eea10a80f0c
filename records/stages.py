"""The stages of a kind of object. What is asked of a stage it answers itself, by a property with a name: no
other code compares stages, so whoever adds one answers these questions and has said everything.
"""

from typing import Any, Self

from django.db import models


class Stages(models.TextChoices):
    """The stages of a kind of object, in their usual order."""

    @property
    def is_end(self) -> bool:
        """Whether nothing more can come of the object."""
        return False

    @classmethod
    def listed(cls) -> list[tuple[str, Any]]:
        """Return the stages with their labels, as a column offers them by this name: a migration has the name
        and not the stages, and one more is no change of the table.
        """
        return list(cls.choices)

    @classmethod
    def that(cls, question: str) -> tuple[Self, ...]:
        """Return the stages that answer a question with yes, for queries: `Stage.that("is_open")`."""
        return tuple(stage for stage in cls if getattr(stage, question))
