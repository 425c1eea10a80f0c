"""Which acts took an account's rights away. The rooms above end what the account had of theirs."""

import orjson

from members.effects import ACCOUNT
from records.models import Act


def account_revoked_by(act: Act) -> str:
    """Return the public id of the account whose rights an act took away; empty for every other act."""
    if act.object_kind != ACCOUNT or not orjson.loads(act.payload).get("revokes"):
        return ""
    return act.object_key
