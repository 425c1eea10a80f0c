"""The demonstration of the other routes: real acts, loaded once, after the proposals' own part."""

from datetime import UTC, datetime

import pytest

from cbms.models import Concordance, Edition, Expert
from implementation import demonstration
from implementation.models import ActionPlan, Activity
from members.demonstration import make_demonstration_accounts
from proposals.demonstration.loading import load as load_proposals
from proposals.enums import Route, Stage
from proposals.models import Proposal
from records import register

pytestmark = pytest.mark.django_db


def test_it_carries_the_other_routes_by_their_acts_and_once(settings):
    settings.DEMO = True
    make_demonstration_accounts(on=datetime.now(UTC).date())
    load_proposals()

    assert demonstration.load()
    acts = register.verify()
    assert not demonstration.load()

    assert register.verify() == acts
    assert acts.broken_at is None
    others = Proposal.objects.exclude(route=Route.A)
    assert set(others.values_list("route", "stage")) == {
        (Route.B, Stage.VIEWS), (Route.B, Stage.EXPERTS), (Route.B, Stage.DRAFTING),
        (Route.C, Stage.APPROVED), (Route.D, Stage.APPROVED),
    }  # fmt: skip
    assert not others.filter(is_demonstration=False).exists()
    assert Edition.objects.in_force(datetime.now(UTC).date()).get().code == "2007"
    assert Concordance.objects.filter(relation="split").count() == 2
    assert Expert.objects.count() == 4
    plan = ActionPlan.objects.get()
    assert (plan.state_id, plan.stage, plan.decision.measure.code) == ("AZ", "running", "ECO-2")
    assert "contact points" in plan.text
    assert Activity.objects.filter(kind="plan").values("state").distinct().count() == 4
