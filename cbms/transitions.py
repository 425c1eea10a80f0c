"""The acts on experts (CA (b)3): a row each."""

from django.utils.translation import gettext_lazy as _

from cbms import effects, fields, guards, happened, rules
from records.act_types import ActType
from records.citations import PRACTICE

DESIGNATE_EXPERT = ActType(
    name="designate-expert",
    label=_("Designate an expert"),
    who=(rules.MEMBER,),
    rule=guards.RULE,
    fields=fields.DesignateExpertFields,
    twins=(guards.is_designated_already,),
    effect=effects.designate_expert,
    happened=happened.DESIGNATE_EXPERT,
    tells=effects.TOLD,
)
RENEW_EXPERT = ActType(
    name="renew-expert",
    label=_("Renew the term"),
    who=(rules.DESIGNATING,),
    rule=guards.RULE,
    fields=fields.TermFields,
    guards=(guards.is_not_erased,),
    checks=(guards.moves_later,),
    effect=effects.renew_expert,
    happened=happened.RENEW_EXPERT,
    tells=effects.TOLD,
)
END_EXPERT = ActType(
    name="end-expert",
    label=_("End the term"),
    who=(rules.DESIGNATING,),
    rule=guards.RULE,
    fields=fields.EndExpertFields,
    guards=(guards.term_has_not_ended,),
    effect=effects.end_expert,
    happened=happened.END_EXPERT,
    tells=effects.TOLD,
    is_irreversible=True,
)
ERASE_EXPERT = ActType(
    name="erase-expert",
    label=_("Erase the person's data"),
    description=_("The acts stay in the register; name, post and contact details are removed for good."),
    who=(rules.DESIGNATING, rules.SECRETARIAT),
    rule=PRACTICE,
    fields=fields.EraseExpertFields,
    guards=(guards.is_not_erased,),
    effect=effects.erase_expert,
    happened=happened.ERASE_EXPERT,
    tells=effects.TOLD,
    is_irreversible=True,
)

ON_EXPERT = {act.name: act for act in (RENEW_EXPERT, END_EXPERT, ERASE_EXPERT)}
"""The acts on an expert that was designated, by name."""
