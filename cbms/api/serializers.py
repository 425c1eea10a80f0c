"""The shapes of the catalogue's answers, for OpenAPI and for readers; rows are made by the views."""

from rest_framework import serializers

from cbms.enums import Completeness, ConcordanceRelation, CoordinationRole, Lineage, OfferRole, Wording


class WordingShape(serializers.Serializer):
    """What a text is in each language; null where there is none."""

    en = serializers.ChoiceField(Wording.choices, allow_null=True)
    ru = serializers.ChoiceField(Wording.choices, allow_null=True)
    fr = serializers.ChoiceField(Wording.choices, allow_null=True)


class TextShape(serializers.Serializer):
    """A text in the three languages; "" where there is none.

    `official` lists the languages whose wording a source gives of this very text; `sources` also names where
    a wording is from that is not official (`found`). The others are our translations.
    """

    en = serializers.CharField()
    ru = serializers.CharField()
    fr = serializers.CharField()
    official = serializers.ListField(child=serializers.CharField())
    sources = serializers.DictField(child=serializers.CharField())
    wording = WordingShape()


class ProvisionShape(serializers.Serializer):
    """A citable paragraph or sentence of the edition."""

    citation = serializers.CharField(help_text="`CA (a)2`")
    text = TextShape()
    is_paraphrase = serializers.BooleanField(help_text="Our summary: the wording was not found.")
    note = serializers.CharField()


class EditionRow(serializers.Serializer):
    """An edition of the Catalogue (2004, 2021) or of the Cooperative Approach (2007): two lineages."""

    code = serializers.CharField(help_text="`2007`")
    lineage = serializers.ChoiceField(Lineage.choices)
    title = TextShape()
    adopted_on = serializers.DateField()
    adopted_at = serializers.CharField()
    adopted_by = serializers.CharField()
    completeness = serializers.ChoiceField(Completeness.choices)
    warning = serializers.CharField(help_text="What a reader must know of an incomplete edition.")
    in_force_from = serializers.DateField(allow_null=True)
    in_force_to = serializers.DateField(allow_null=True)
    decision = serializers.CharField()


class EditionShape(EditionRow):
    """An edition with its citable paragraphs."""

    provisions = ProvisionShape(many=True)


class VariantShape(serializers.Serializer):
    """Another name that the document uses for an area."""

    language = serializers.CharField()
    name = serializers.CharField()
    where = serializers.CharField()


class AreaShape(serializers.Serializer):
    """An area (dimension) of an edition, or a priority area below one."""

    code = serializers.CharField(help_text="`ECO`")
    edition = serializers.CharField()
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # a member's name
    number = serializers.IntegerField(allow_null=True, help_text="As printed.")
    name = TextShape()
    variants = VariantShape(many=True)
    note = serializers.CharField()


class MeasureShape(serializers.Serializer):
    """A confidence-building measure."""

    code = serializers.CharField(help_text="`ECO-2`: built from area and number, no symbol of CICA.")
    edition = serializers.CharField()
    area = serializers.CharField()
    number = serializers.CharField(help_text="As printed; empty where the source prints none.")
    text = TextShape()
    note = serializers.CharField()


class OfferShape(serializers.Serializer):
    """An offer to coordinate a measure, an area, or still open; the state's words are kept."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    edition = serializers.CharField()
    measure = serializers.CharField(allow_null=True)
    area = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(OfferRole.choices)
    offered_on = serializers.DateField()
    row = serializers.IntegerField(help_text="The row of the annex.")
    item = serializers.IntegerField(allow_null=True, help_text="The number printed within the state's cell.")
    state_as_written = serializers.CharField()
    words = serializers.CharField()
    words_language = serializers.CharField()
    scope = serializers.CharField()
    match = serializers.CharField(help_text="How the words were mapped.")
    source = serializers.CharField()  # type: ignore[assignment]  # a member's name, not the option
    confidence = serializers.CharField()
    note = serializers.CharField()


class CoordinatorShape(serializers.Serializer):
    """An entry of the official list, resting on a decision or on a source that attests it."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    measure = serializers.CharField(allow_null=True)
    area = serializers.CharField()
    edition = serializers.CharField()
    role = serializers.ChoiceField(CoordinationRole.choices)
    to = serializers.DateField(allow_null=True)
    decision = serializers.CharField(allow_null=True)
    attested_on = serializers.CharField(help_text="As the source gives it: a day, a month, a year, or words.")
    term = serializers.CharField()
    sources = serializers.ListField(child=serializers.CharField())
    confidence = serializers.CharField()
    note = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a keyword of Python, so it is added by name."""
        return super().get_fields() | {"from": serializers.DateField(allow_null=True)}


class ConcordanceRow(serializers.Serializer):
    """A thread from a measure of one edition to one of the next."""

    edition = serializers.CharField()
    from_edition = serializers.CharField(allow_null=True)
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)
    relation = serializers.ChoiceField(ConcordanceRelation.choices)
    decision = serializers.CharField(allow_null=True, help_text="Null where it is not open to the caller.")
