"""Writing notices: called by the register for every act, within the act's transaction."""

from notices.models import Notice
from records.models import Act


def tell(act: Act, told: frozenset[str]) -> None:
    """Write one notice of `act` for each addressee in `told`."""
    Notice.objects.bulk_create(
        Notice(act=act, addressee=addressee, created_at=act.at) for addressee in sorted(told)
    )
