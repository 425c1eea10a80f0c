"""Who is told of which act, in words: read from the acts themselves, so that it cannot disagree with them."""

from typing import Any

from records.act_types import ActType
from records.known_acts import acts_by_room


def rules() -> list[dict[str, Any]]:
    """Return each room with its acts and those whom they tell, in the reader's language."""
    return [{"room": str(room), "acts": [_rule(act) for act in acts]} for room, acts in acts_by_room()]


def _rule(act: ActType) -> dict[str, Any]:
    return {
        "act": act.name,
        "label": str(act.label),
        "by": list(dict.fromkeys(str(role.label) for role in act.who)),
        "told": [{"group": str(group), "label": str(group.label)} for group in act.tells],
        "rule": act.rule,
        "rules": [rule for rule in act.all_rules if rule],
    }
