"""Makes the text of rules known to every act, and adds to the pages of participants."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from records.addresses import address_of


class CbmsConfig(AppConfig):
    """The catalogue: what the rooms below show of it."""

    name = "cbms"

    def ready(self) -> None:
        """Give the rules their sentences, and participants their offers and coordinations."""
        from cbms.calendars import OF_MEASURES  # noqa: PLC0415 (models are not loaded before ready)
        from cbms.concordance import CONCORDANCE, EXPERTS  # noqa: PLC0415 (models are not loaded before ready)
        from cbms.deadlines import source  # noqa: PLC0415
        from cbms.models import Expert  # noqa: PLC0415
        from cbms.participant import COORDINATIONS, OFFERS  # noqa: PLC0415
        from cbms.proof import catalogue_differs, experts_differ  # noqa: PLC0415
        from cbms.provisions import sentence_of  # noqa: PLC0415
        from cbms.sections import measure_sections  # noqa: PLC0415
        from cbms.short_titles import areas_in, measures_in  # noqa: PLC0415
        from cbms.transitions import DESIGNATE_EXPERT, ON_EXPERT  # noqa: PLC0415
        from deadlines.calendars.kinds import register_calendars  # noqa: PLC0415
        from deadlines.running import register_deadlines  # noqa: PLC0415
        from members.sections import register_section  # noqa: PLC0415
        from records.citations import register_reader  # noqa: PLC0415
        from records.kinds import ObjectKind, name_keys, register_kind  # noqa: PLC0415
        from records.known_acts import register_acts  # noqa: PLC0415
        from records.proof import register_check  # noqa: PLC0415
        from records.telling import say_in_sentences  # noqa: PLC0415

        register_acts(DESIGNATE_EXPERT, *ON_EXPERT.values(), room=_("Experts"))
        register_kind(
            ObjectKind(
                "expert",
                _("Expert"),
                lambda actor: actor.reads_restricted,
                partial(address_of, "expert"),
            )
        )
        name_keys("expert", label=_("Expert"), names=Expert.objects.names_for)
        register_check(catalogue_differs)
        register_check(experts_differ)
        register_deadlines(source)
        register_calendars(OF_MEASURES)
        register_reader(sentence_of)
        say_in_sentences(("measure", "measures"), measures_in)
        say_in_sentences(("area",), areas_in)
        register_section(OFFERS)
        register_section(COORDINATIONS)
        measure_sections.register(CONCORDANCE)
        measure_sections.register(EXPERTS)
