"""Editions, areas, measures, offers and entries of the official list with the fewest fields."""

import factory

from cbms.enums import CoordinationRole, OfferRole
from cbms.models import Area, Coordinator, Edition, Measure, Offer


class EditionFactory(factory.django.DjangoModelFactory):
    """A complete edition that is not in force."""

    class Meta:
        model = Edition

    code = factory.Sequence("T{}".format)
    text_en = "A catalogue"
    adopted_on = "2000-01-01"
    adopted_at = "Almaty"
    adopted_by = "Senior Officials Committee"
    completeness = "complete"


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Area

    edition = factory.SubFactory(EditionFactory)
    code = factory.Sequence("A{}".format)
    text_en = "An area"
    position = factory.Sequence(int)


class MeasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Measure

    area = factory.SubFactory(AreaFactory)
    edition = factory.SelfAttribute("area.edition")
    code = factory.Sequence("M-{}".format)
    text_en = "A measure"
    position = factory.Sequence(int)


class OfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Offer

    state_id = "KZ"
    edition = factory.SelfAttribute("measure.edition")
    role = OfferRole.UNDIVIDED
    offered_on = "2007-03-14"
    row = factory.Sequence(lambda number: number + 100)
    words = "À déterminer"


class CoordinatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Coordinator

    state_id = "KZ"
    area = factory.SelfAttribute("measure.area")
    role = CoordinationRole.COORDINATOR
    decision = "SOC-2026-001"
