"""The bodies of the acts on the paper: submitting, circulating, commenting."""

from django.utils.translation import gettext_lazy
from rest_framework import serializers

from papers.fields import ChangeFields, PaperFields, ParagraphField
from proposals.enums import (
    Route,
)
from proposals.fields.kinds import ON_PROPOSAL
from records.act_fields import ActFields
from records.fields import (
    ComingDayField,
    DigestField,
    FutureInstantField,
    TextField,
)


class SubmitPaperFields(PaperFields):
    """`submit-paper`. An amendment also says what it changes, and when the new edition comes into force."""

    changes = ChangeFields(
        many=True, required=False, label=gettext_lazy("Changes to the edition that is amended")
    )
    in_force_on = ComingDayField(required=False, label=gettext_lazy("In force on"))

    def get_fields(self) -> dict[str, serializers.Field]:
        """Leave to amendments what only they have."""
        fields = super().get_fields()
        subject = self.context.get("subject")
        if subject is None:
            return fields
        for name in ("changes", "in_force_on"):
            fields[name].required = subject.proposal.route == Route.C
            if not fields[name].required:
                del fields[name]
        return fields


class CirculateFields(ActFields):
    """`circulate`."""

    comments_until = FutureInstantField(label=gettext_lazy("Comments until"))
    message = TextField(label=gettext_lazy("Message to the member states"), read_by=ON_PROPOSAL)
    digest = DigestField()


class CommentFields(ActFields):
    """`comment`."""

    first = ("paragraph",)

    text = TextField(required=True, label=gettext_lazy("Comment"), read_by=ON_PROPOSAL)
    paragraph = ParagraphField(
        required=False,
        allow_null=True,
        default=None,
        label=gettext_lazy("On the paragraph"),
    )
    proposed_wording = TextField(label=gettext_lazy("Proposed wording"), read_by=ON_PROPOSAL)
