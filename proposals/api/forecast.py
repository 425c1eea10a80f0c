"""The forecast of a proposal: its endpoint."""

from proposals.models import Proposal
from proposals.outlook import outlook
from proposals.reading.forecast import ForecastShape, forecast_of
from records import clock
from web.api.views import DetailView


class ProposalForecast(DetailView):
    """The earliest days on which SWG and SOC can take a proposal, and what delays it most."""

    model = Proposal
    reading = ForecastShape

    def represent(self, found: Proposal) -> ForecastShape:
        """Return the forecast as of today, in UTC."""
        at = clock.now()
        return forecast_of(found, outlook(found, actor=self.actor, at=at), on=at.date())
